import { Button } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { Dialog } from '../../../kernel/ui/dialog.tsx'
import { EntityForm } from '../../../kernel/ui/form/entity-form.tsx'
import type { FieldSpec } from '../../../kernel/ui/form/field-spec.ts'
import { Link } from '../../../kernel/ui/link.tsx'
import { EntityList } from '../../../kernel/ui/list/entity-list.tsx'
import { useMay } from '../../../kernel/ui/me.ts'
import { invalidate } from '../../../kernel/ui/queries.ts'
import { type AccountRow, accountsPath } from './ledger.api.ts'
import { type LedgerT, useT } from './text.ts'

const kinds = ['asset', 'liability', 'equity', 'revenue', 'expense'] as const
const sections = {
  asset: ['current-assets', 'inventories', 'non-current-assets'],
  liability: ['current-liabilities', 'non-current-liabilities'],
  equity: ['equity'],
  revenue: ['sales', 'other-income'],
  expense: ['cost-of-sales', 'selling-and-administrative', 'other-expense', 'income-tax'],
} as const

export default function Chart(): ReactNode {
  const t = useT()
  const mayManage = useMay('ledger.manage-accounts')
  return (
    <EntityList<AccountRow>
      entity="account"
      base={accountsPath}
      title={t('ledger.account.plural')}
      defaultSort="code"
      open={(row) => `/ledger/accounts/${row.id}`}
      tools={
        <>
          <Button component={Link} to="/ledger/exchange" variant="default" size="xs">
            {t('exchange.title')}
          </Button>
          {mayManage ? <AddAccount /> : null}
        </>
      }
      views={kinds.map((kind) => ({ name: kind, label: t(`kind.${kind}`), query: { 'filter[kind]': kind } }))}
      columns={[
        { key: 'code', label: t('ledger.account.code'), width: 90 },
        { key: 'name', label: t('ledger.account.name'), width: 180, sortable: false },
        { key: 'nameEn', label: t('ledger.account.nameEn'), width: 220, sortable: false },
        {
          key: 'kind',
          label: t('ledger.account.kind'),
          sortable: false,
          value: (row) => t.loose(`kind.${row.kind}`),
        },
        {
          key: 'section',
          label: t('ledger.account.section'),
          sortable: false,
          value: (row) => t.loose(`section.${row.section}`),
        },
        {
          key: 'side',
          label: t('ledger.account.side'),
          sortable: false,
          value: (row) => (row.side === 1 ? t('ledger.transfer.debit') : t('ledger.transfer.credit')),
        },
        { key: 'currency', label: t('ledger.account.currency'), sortable: false, width: 80 },
        { key: 'noOverdraft', label: t('ledger.account.noOverdraft'), kind: 'yes', sortable: false },
        { key: 'active', label: t('ledger.account.active'), kind: 'yes', sortable: false },
      ]}
      filters={[
        { field: 'currency', label: t('ledger.account.currency'), kind: 'text' },
        { field: 'active', label: t('ledger.account.active'), kind: 'yes' },
      ]}
    />
  )
}

function AddAccount(): ReactNode {
  const t = useT()
  const [opened, setOpened] = useState(false)
  const close = () => setOpened(false)
  return (
    <>
      <Button variant="default" size="xs" onClick={() => setOpened(true)}>
        {t('ledger.account.create')}
      </Button>
      <Dialog opened={opened} onClose={close} title={t('ledger.account.create')}>
        <EntityForm<Record<string, unknown>>
          layout="dialog"
          initial={{
            kind: 'expense',
            section: 'selling-and-administrative',
            contra: false,
            noOverdraft: false,
          }}
          fields={fieldsOf(t)}
          url={accountsPath}
          submitLabel={t('ledger.account.create')}
          cancel={close}
          done={() => {
            close()
            invalidate(accountsPath)
            return { said: t('ledger.account.created') }
          }}
        />
      </Dialog>
    </>
  )
}

function fieldsOf(t: LedgerT): FieldSpec[] {
  return [
    { name: 'code', label: t('ledger.account.code'), kind: 'text', required: true, maxLength: 16 },
    {
      name: 'kind',
      label: t('ledger.account.kind'),
      kind: 'choice',
      required: true,
      options: kinds.map((kind) => ({ value: kind, label: t(`kind.${kind}`) })),
    },
    { name: 'name', label: t('ledger.account.name'), kind: 'text', required: true, maxLength: 100 },
    { name: 'nameEn', label: t('ledger.account.nameEn'), kind: 'text', required: true, maxLength: 100 },
    ...kinds.map(
      (kind): FieldSpec => ({
        name: 'section',
        label: t('ledger.account.section'),
        kind: 'choice',
        required: true,
        wide: true,
        when: (values: { kind?: string }) => values.kind === kind,
        options: sections[kind].map((section) => ({ value: section, label: t(`section.${section}`) })),
      }),
    ),
    { name: 'contra', label: t('ledger.account.contra'), kind: 'yes' },
    { name: 'noOverdraft', label: t('ledger.account.noOverdraft'), kind: 'yes' },
  ]
}
