import { Button, Group, Stack, Text, TextInput } from '@mantine/core'
import { type FormEvent, type ReactNode, useState } from 'react'
import { ask, Dialog } from '../../../kernel/ui/dialog.tsx'
import { LookupInput } from '../../../kernel/ui/form/lookup-input.tsx'
import { Problem } from '../../../kernel/ui/page.tsx'
import { useCommand } from '../../../kernel/ui/queries.ts'
import { request } from '../../../kernel/ui/request.ts'
import { useWords } from '../../../kernel/ui/text.ts'
import { returnableUnitsOf } from './open-units.ts'
import { type Order, ordersPath } from './order.api.ts'
import { useT } from './text.ts'
import { chosenUnits, sumOfUnits, UnitTable } from './unit-table.tsx'

interface Warehouse {
  id: string
  code: string
  name: string
}

/** Takes shipped units back into stock; money that was paid for them leaves, so it is asked. */
export default function TakeReturn({ order, onClose }: { order: Order; onClose: () => void }): ReactNode {
  const t = useT()
  const w = useWords()
  const [units, setUnits] = useState<Record<string, string>>({})
  const [reason, setReason] = useState('')
  const [warehouseId, setWarehouseId] = useState<string | null>(order.shipments[0]?.warehouseId ?? null)
  const [missing, setMissing] = useState(false)
  const lines = chosenUnits(units)
  const back = useCommand(
    (_: undefined, key) =>
      request('POST', `${ordersPath}/${order.id}/return`, {
        body: { lines, reason, warehouseId },
        ifMatch: order.version,
        idempotencyKey: key,
      }),
    {
      quiet: true,
      invalidates: ['/api/v1/orders', '/api/v1/kernel/timeline'],
      said: t('back.done', { number: order.number, n: sumOfUnits(lines) }),
      onDone: onClose,
    },
  )
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const complete = lines.length > 0 && reason.trim().length >= 2 && warehouseId !== null
    setMissing(!complete)
    if (!complete) return
    if (await ask({ title: t('back.ask'), text: t('back.askText'), yes: t('back.yes'), tone: 'danger' }))
      back.mutate(undefined)
  }
  return (
    <Dialog opened onClose={onClose} title={t('back.title')} size="lg">
      <form onSubmit={(event) => void submit(event)}>
        <Stack gap="sm">
          <Text size="sm" c="dimmed">
            {t('back.text')}
          </Text>
          <UnitTable
            lines={order.lines}
            mostOf={returnableUnitsOf}
            quantityLabel={t('back.quantity')}
            units={units}
            onUnits={setUnits}
          />
          <LookupInput
            label={t('back.warehouse')}
            required
            lookup={{
              base: '/api/v1/inventory/warehouses',
              label: (row: Warehouse) => row.name,
              hint: (row: Warehouse) => row.code,
            }}
            value={warehouseId}
            onChange={setWarehouseId}
            error={missing && warehouseId === null ? w('form.required') : undefined}
          />
          <TextInput
            label={t('order.reason')}
            withAsterisk
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
          {back.error ? <Problem error={back.error} /> : null}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {w('close')}
            </Button>
            <Button type="submit" color="red" loading={back.isPending}>
              {t('action.return')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  )
}
