import { Button, Group, Stack, Text, TextInput } from '@mantine/core'
import { type FormEvent, type ReactNode, useState } from 'react'
import { Dialog } from '../../../kernel/ui/dialog.tsx'
import { Problem } from '../../../kernel/ui/page.tsx'
import { useCommand } from '../../../kernel/ui/queries.ts'
import { request } from '../../../kernel/ui/request.ts'
import { useWords } from '../../../kernel/ui/text.ts'
import { openUnitsOf } from './open-units.ts'
import { type Order, ordersPath } from './order.api.ts'
import { useT } from './text.ts'
import { chosenUnits, sumOfUnits, UnitTable } from './unit-table.tsx'

/** Takes units off an order before they are picked. */
export default function CancelUnits({ order, onClose }: { order: Order; onClose: () => void }): ReactNode {
  const t = useT()
  const w = useWords()
  const [units, setUnits] = useState<Record<string, string>>({})
  const [reason, setReason] = useState('')
  const [missing, setMissing] = useState(false)
  const lines = chosenUnits(units)
  const cut = useCommand(
    (_: undefined, key) =>
      request('POST', `${ordersPath}/${order.id}/cancel-lines`, {
        body: { lines, reason },
        ifMatch: order.version,
        idempotencyKey: key,
      }),
    {
      quiet: true,
      invalidates: ['/api/v1/orders', '/api/v1/kernel/timeline'],
      said: t('cut.done', { number: order.number, n: sumOfUnits(lines) }),
      onDone: onClose,
    },
  )
  const all = () =>
    setUnits(Object.fromEntries(order.lines.map((line) => [line.id, openUnitsOf(line).toString()])))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setMissing(lines.length === 0 || reason.trim().length < 2)
    if (lines.length > 0 && reason.trim().length >= 2) cut.mutate(undefined)
  }
  return (
    <Dialog opened onClose={onClose} title={t('cut.title')} size="lg">
      <form onSubmit={submit}>
        <Stack gap="sm">
          <Text size="sm" c="dimmed">
            {t('cut.text')}
          </Text>
          <UnitTable
            lines={order.lines}
            mostOf={openUnitsOf}
            quantityLabel={t('cut.quantity')}
            units={units}
            onUnits={setUnits}
          />
          <Group>
            <Button variant="subtle" size="compact-xs" onClick={all}>
              {t('cut.all')}
            </Button>
          </Group>
          <TextInput
            label={t('order.reason')}
            withAsterisk
            placeholder={t('cut.reasonHint')}
            maxLength={500}
            value={reason}
            error={missing && reason.trim().length < 2 ? w('form.required') : undefined}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          {missing && lines.length === 0 ? (
            <Text size="sm" c="var(--mantine-color-error)" role="alert">
              {t('cut.none')}
            </Text>
          ) : null}
          {cut.error ? <Problem error={cut.error} /> : null}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {w('close')}
            </Button>
            <Button type="submit" color="red" loading={cut.isPending}>
              {t('action.cancel-lines')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  )
}
