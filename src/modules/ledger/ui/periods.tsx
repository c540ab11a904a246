import { Button } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { Dialog } from '../../../kernel/ui/dialog.tsx'
import { EntityForm } from '../../../kernel/ui/form/entity-form.tsx'
import { EntityList } from '../../../kernel/ui/list/entity-list.tsx'
import { useMay } from '../../../kernel/ui/me.ts'
import { invalidate } from '../../../kernel/ui/queries.ts'
import { request } from '../../../kernel/ui/request.ts'
import { type PeriodRow, periodsPath } from './ledger.api.ts'
import { useT } from './text.ts'

export default function Periods(): ReactNode {
  const t = useT()
  const mayClose = useMay('ledger.close-period')
  const view = (name: 'open' | 'closed') => ({
    name,
    label: t(`view.${name}`),
    query: { 'filter[state]': name },
  })
  return (
    <EntityList<PeriodRow>
      entity="period"
      base={periodsPath}
      title={t('ledger.period.plural')}
      subtitle={t('ledger.period.how')}
      defaultSort="-startsOn"
      open={(row) => `/ledger/periods/${row.id}`}
      tools={mayClose ? <OpenYear /> : null}
      views={[view('open'), view('closed')]}
      bulk={mayClose ? [{ transition: 'close', label: t('action.close') }] : []}
      columns={[
        { key: 'code', label: t('ledger.period.code'), width: 110, sortable: false },
        { key: 'startsOn', label: t('ledger.period.startsOn'), kind: 'date' },
        { key: 'endsOn', label: t('ledger.period.endsOn'), kind: 'date', sortable: false },
        {
          key: 'state',
          label: t('ledger.period.state'),
          kind: 'state',
          sortable: false,
          state: (row) => ({
            tone: row.state === 'open' ? 'waiting' : 'good',
            label: t(`periodState.${row.state}`),
          }),
        },
        { key: 'closedAt', label: t('ledger.period.closedAt'), kind: 'instant', sortable: false },
        { key: 'closedBy', label: t('ledger.period.closedBy'), sortable: false },
      ]}
      filters={[{ field: 'startsOn', label: t('ledger.period.startsOn'), kind: 'date' }]}
      empty={{ title: t('ledger.period.empty.title'), text: t('ledger.period.empty.text') }}
    />
  )
}

function OpenYear(): ReactNode {
  const t = useT()
  const [opened, setOpened] = useState(false)
  const close = () => setOpened(false)
  return (
    <>
      <Button variant="default" size="xs" onClick={() => setOpened(true)}>
        {t('ledger.period.openYear')}
      </Button>
      <Dialog opened={opened} onClose={close} title={t('ledger.period.openYear')}>
        <EntityForm<{ year: string | number }>
          layout="dialog"
          initial={{ year: new Date().getFullYear() + 1 }}
          fields={[{ name: 'year', label: t('ledger.period.year'), kind: 'number', required: true }]}
          submit={({ year }, key) =>
            request('POST', periodsPath, { body: { year: Number(year) }, idempotencyKey: key })
          }
          submitLabel={t('ledger.period.openYear')}
          cancel={close}
          done={(_answer, { year }) => {
            close()
            invalidate(periodsPath)
            return { said: t('ledger.period.opened', { year }) }
          }}
        />
      </Dialog>
    </>
  )
}
