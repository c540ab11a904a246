import { Button, Group } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { Dialog } from '../../../kernel/ui/dialog.tsx'
import { EntityForm } from '../../../kernel/ui/form/entity-form.tsx'
import { invalidate, useCommand } from '../../../kernel/ui/queries.ts'
import { api } from '../../../kernel/ui/request.ts'
import { useErrorText } from '../../../kernel/ui/text.ts'
import { type Refund, refundsPath } from './payments.api.ts'
import { useT } from './text.ts'

const paymentsBase = '/api/v1/payments'

/** What the server lets this person do about a refund that waits for somebody. */
export function RefundActions({ refund }: { refund: Refund }): ReactNode {
  const t = useT()
  const reason = useErrorText()
  const [refusing, setRefusing] = useState(false)
  const path = (name: string) =>
    name === 'paid-out'
      ? `${refundsPath}/${refund.id}/paid-out`
      : `/api/v1/kernel/four-eyes/${refund.approvalId}/${name}`
  const run = useCommand((name: string, key) => api.post(path(name), {}, { idempotencyKey: key }), {
    invalidates: [paymentsBase],
    said: (_answer, name) => t.loose(`payments.refund.said.${name}`),
  })
  const close = () => setRefusing(false)
  return (
    <Group gap={4} wrap="nowrap">
      {refund.actions.map((action) => (
        <Button
          key={action.name}
          size="compact-xs"
          variant={action.tone === 'primary' ? 'filled' : 'default'}
          disabled={action.refusal !== null}
          title={action.refusal ? reason(action.refusal) : undefined}
          loading={run.isPending && run.variables === action.name}
          onClick={() => (action.name === 'refuse' ? setRefusing(true) : run.mutate(action.name))}
        >
          {t.loose(`action.${action.name}`)}
        </Button>
      ))}
      <Dialog opened={refusing} onClose={close} title={t('action.refuse')}>
        <EntityForm<{ reason: string }>
          layout="dialog"
          initial={{ reason: '' }}
          fields={[{ name: 'reason', label: t('input.reason'), kind: 'text', required: true, wide: true }]}
          url={path('refuse')}
          submitLabel={t('action.refuse')}
          cancel={close}
          done={() => {
            close()
            invalidate(paymentsBase)
            return { said: t('payments.refund.said.refuse') }
          }}
        />
      </Dialog>
    </Group>
  )
}
