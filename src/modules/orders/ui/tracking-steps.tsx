import type { ReactNode } from 'react'
import { instantText } from '../../../kernel/ui/format.ts'
import { StateBadge, type Tone } from '../../../kernel/ui/values.tsx'
import type { TrackingEvent } from './order.api.ts'
import classes from './orders.module.css'
import { useT } from './text.ts'

const tones: Record<string, Tone> = { delivered: 'good', failed: 'attention', delayed: 'attention' }

/** Where a parcel was seen, newest first. */
export function TrackingSteps({ events }: { events: readonly TrackingEvent[] }): ReactNode {
  const t = useT()
  if (events.length === 0) return <p className={classes.quiet}>{t('shipment.noTracking')}</p>
  return (
    <ol className={classes.steps}>
      {events.toReversed().map((event, index) => (
        <li key={`${event.at}${event.code}`}>
          <time dateTime={event.at}>{instantText(event.at)}</time>
          <StateBadge
            tone={tones[event.code] ?? (index === 0 ? 'waiting' : 'neutral')}
            label={t.loose(`trackCode.${event.code}`)}
          />
          <span>{event.place}</span>
        </li>
      ))}
    </ol>
  )
}
