import { Button } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { Dialog } from '../../../kernel/ui/dialog.tsx'
import { EntityForm } from '../../../kernel/ui/form/entity-form.tsx'
import { EntityList } from '../../../kernel/ui/list/entity-list.tsx'
import { useMe } from '../../../kernel/ui/me.ts'
import { invalidate } from '../../../kernel/ui/queries.ts'
import { type BankLineRow, bankLinesPath, bankTone } from './payments.api.ts'
import { useT } from './text.ts'

export default function BankLines(): ReactNode {
  const t = useT()
  const view = (name: 'open' | 'matched' | 'posted') => ({
    name,
    label: t(`view.${name}`),
    query: { 'filter[state]': name },
  })
  return (
    <EntityList<BankLineRow>
      entity="bank-line"
      base={bankLinesPath}
      title={t('payments.bank.plural')}
      defaultSort="-bookedOn"
      open={(row) => `/payments/bank/${row.id}`}
      tools={<PasteLines />}
      views={[view('open'), view('matched'), view('posted')]}
      bulk={[{ transition: 'post', label: t('action.post') }]}
      columns={[
        { key: 'bookedOn', label: t('payments.bank.bookedOn'), kind: 'date', width: 110 },
        { key: 'payer', label: t('payments.bank.payer'), width: 140, sortable: false },
        { key: 'memo', label: t('payments.bank.memo'), width: 260, sortable: false },
        { key: 'amount', label: t('payments.bank.amount'), kind: 'money', sortable: false, total: true },
        {
          key: 'state',
          label: t('payments.bank.state'),
          kind: 'state',
          sortable: false,
          state: (row) => ({ tone: bankTone[row.state], label: t(`bankState.${row.state}`) }),
        },
        { key: 'matchedByName', label: t('payments.bank.matchedBy'), sortable: false },
      ]}
      filters={[
        { field: 'bookedOn', label: t('payments.bank.bookedOn'), kind: 'date' },
        { field: 'amount', label: t('payments.bank.amount'), kind: 'money' },
      ]}
      empty={{ title: t('payments.bank.empty.title'), text: t('payments.bank.empty.text') }}
    />
  )
}

interface Entered {
  entered: number
  known: number
  refused: { row: number; text: string }[]
}

function PasteLines(): ReactNode {
  const t = useT()
  const { company } = useMe()
  const [opened, setOpened] = useState(false)
  const close = () => setOpened(false)
  return (
    <>
      <Button size="xs" onClick={() => setOpened(true)}>
        {t('payments.bank.paste')}
      </Button>
      <Dialog opened={opened} onClose={close} title={t('payments.bank.paste')} size="lg">
        <EntityForm<{ currency: string; text: string }, Entered>
          layout="dialog"
          initial={{ currency: company.currency, text: '' }}
          fields={[
            {
              name: 'currency',
              label: t('payments.bank.currency'),
              kind: 'text',
              required: true,
              maxLength: 3,
            },
            {
              name: 'text',
              label: t('payments.bank.text'),
              kind: 'longtext',
              required: true,
              wide: true,
              hint: t('payments.bank.pasteHint'),
              placeholder: '2026-03-02\t김서연\t33,000\tSO-2026-000101',
            },
          ]}
          url={bankLinesPath}
          submitLabel={t('payments.bank.paste')}
          cancel={close}
          done={({ entered, known, refused }) => {
            close()
            invalidate(bankLinesPath)
            return { said: t('payments.bank.entered', { entered, known, refused: refused.length }) }
          }}
        />
      </Dialog>
    </>
  )
}
