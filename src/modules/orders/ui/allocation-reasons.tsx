import type { ReactNode } from 'react'
import { numberText } from '../../../kernel/ui/format.ts'
import { PlainTable } from '../../../kernel/ui/grid/plain-table.tsx'
import { Section } from '../../../kernel/ui/page.tsx'
import { StateBadge, When } from '../../../kernel/ui/values.tsx'
import type { AllocationChoice, Candidate } from './order.api.ts'
import classes from './orders.module.css'
import { type OrdersT, useT } from './text.ts'

/** Why stock was taken where it was: each warehouse that was looked at, and what spoke for or against it. */
export function AllocationReasons({ choices }: { choices: readonly AllocationChoice[] }): ReactNode {
  const t = useT()
  if (choices.length === 0) return null
  return (
    <Section title={t('why.title')}>
      {choices.map((choice) => (
        <details key={choice.createdAt} open={choice === choices[0]} className={classes.why}>
          <summary>
            {summaryOf(choice, t)} <When at={choice.createdAt} />
          </summary>
          <PlainTable<Candidate>
            caption={t('why.title')}
            rows={choice.explanation.candidates}
            rowKey={(candidate) => candidate.warehouseId}
            columns={[
              { key: 'code', label: t('why.warehouse') },
              {
                key: 'chosen',
                label: t('why.chosen'),
                render: (candidate) =>
                  candidate.chosen ? <StateBadge tone="good" label={t('why.chosen')} /> : null,
              },
              {
                key: 'reason',
                label: t('why.reasonHead'),
                render: (candidate) => t.loose(`why.reason.${candidate.reason}`),
              },
              { key: 'fullLines', label: t('why.fullLines'), kind: 'number' },
              {
                key: 'distanceKm',
                label: t('why.distance'),
                kind: 'number',
                render: (candidate) => distanceOf(candidate, t),
              },
              { key: 'heldSince', label: t('why.heldSince'), kind: 'date' },
            ]}
          />
        </details>
      ))}
    </Section>
  )
}

function summaryOf({ explanation }: AllocationChoice, t: OrdersT): string {
  const chosen = explanation.candidates
    .filter((candidate) => candidate.chosen)
    .map((candidate) => candidate.code)
  return t('why.summary', { strategy: t.loose(`why.${explanation.strategy}`), chosen: chosen.join(', ') })
}

function distanceOf({ distanceKm, distanceBasis }: Candidate, t: OrdersT): string {
  if (distanceKm === null) return '–'
  const text = `${numberText(Math.round(distanceKm))} km`
  return distanceBasis === 'postal-code' ? `${text} (${t('why.byPostalCode')})` : text
}
