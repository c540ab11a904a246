import type { ReactNode } from 'react'
import { Dialog } from '../../../kernel/ui/dialog.tsx'
import { numberText } from '../../../kernel/ui/format.ts'
import { PlainTable } from '../../../kernel/ui/grid/plain-table.tsx'
import { Await, Section } from '../../../kernel/ui/page.tsx'
import { useEndpoint } from '../../../kernel/ui/queries.ts'
import { StateBadge, When } from '../../../kernel/ui/values.tsx'
import classes from './inventory.module.css'
import { inventoryPath } from './inventory.ts'
import { type InventoryT, useT } from './text.ts'

interface Candidate {
  warehouseId: string
  code: string
  name: string
  chosen: boolean
  reason: string
  fullLines: number
  distanceKm: number | null
  distanceBasis: 'coordinates' | 'postal-code' | null
  heldSince: string | null
}

interface Choice {
  strategy: 'fewest-parcels' | 'nearest' | 'oldest-stock'
  createdAt: string
  parcels: number
  candidates: Candidate[]
  lines: {
    lineId: string
    sku: string
    productName: string
    quantity: string
    from: { code: string; quantity: string }[]
  }[]
}

/** The candidates of an order's allocation with what spoke for and against each. */
export function WhyDialog({
  orderId,
  onClose,
}: {
  orderId: string | undefined
  onClose: () => void
}): ReactNode {
  const t = useT()
  return (
    <Dialog opened={orderId !== undefined} onClose={onClose} title={t('why.title')} size="xl">
      {orderId ? <Choices orderId={orderId} /> : null}
    </Dialog>
  )
}

function Choices({ orderId }: { orderId: string }): ReactNode {
  const choices = useEndpoint<{ choices: Choice[] }>(`${inventoryPath}/allocations/${orderId}`)
  return (
    <Await query={choices}>
      {(found) => found.choices.map((choice) => <ChoiceView key={choice.createdAt} choice={choice} />)}
    </Await>
  )
}

function ChoiceView({ choice }: { choice: Choice }): ReactNode {
  const t = useT()
  return (
    <Section
      flush
      title={`${t(`why.strategies.${choice.strategy}`)} · ${t('why.parcels', { n: choice.parcels })}`}
      actions={<When at={choice.createdAt} />}
    >
      <PlainTable<Candidate>
        caption={t('why.title')}
        rows={choice.candidates}
        rowKey={(candidate) => candidate.warehouseId}
        columns={[
          { key: 'name', label: t('why.candidate'), value: ({ code, name }) => `${code} · ${name}` },
          {
            key: 'chosen',
            label: t('why.chosen'),
            render: ({ chosen }) => (
              <StateBadge
                tone={chosen ? 'good' : 'neutral'}
                label={chosen ? t('why.chosen') : t('why.notChosen')}
              />
            ),
          },
          { key: 'reason', label: t('why.because'), render: ({ reason }) => t.loose(`why.${reason}`) },
          {
            key: 'fullLines',
            label: t('why.full'),
            kind: 'number',
            render: ({ fullLines }) => t('why.ofLines', { n: fullLines, all: choice.lines.length }),
          },
          {
            key: 'distance',
            label: t('why.distance'),
            kind: 'number',
            render: (row) => distanceText(row, t),
          },
          { key: 'heldSince', label: t('stock.heldSince'), kind: 'date' },
        ]}
      />
      <ul className={classes.why}>
        {choice.lines.map((line) => (
          <li key={line.lineId}>
            <strong>{line.sku}</strong> {line.productName} ×{numberText(line.quantity)}:{' '}
            {line.from.map((part) => t('why.from', { code: part.code, n: Number(part.quantity) })).join(', ')}
          </li>
        ))}
      </ul>
    </Section>
  )
}

function distanceText({ distanceKm, distanceBasis }: Candidate, t: InventoryT): string {
  if (distanceKm === null) return t('why.unknownDistance')
  const km = `${numberText(distanceKm)} km`
  return distanceBasis === 'postal-code' ? `${km} (${t('why.byPostalCode')})` : km
}
