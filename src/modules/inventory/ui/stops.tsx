import { Button } from '@mantine/core'
import { IconCheck } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { Stop } from './inventory.ts'
import station from './station.module.css'
import { useT } from './text.ts'

/** The walk: where to go, what to take, how many; the next stop stands out, what is done fades. */
export function Stops({
  stops,
  slots,
  onUndo,
}: {
  stops: readonly Stop[]
  slots?: boolean
  onUndo?: (part: Stop['parts'][number]) => void
}): ReactNode {
  const t = useT()
  const now = stops.find((stop) => stop.picked !== stop.quantity)
  return (
    <ol className={station.stops}>
      {stops.map((stop) => {
        const done = stop.picked === stop.quantity
        return (
          <li
            key={stop.variantId}
            className={station.stop}
            data-now={stop === now || undefined}
            data-done={done || undefined}
            aria-current={stop === now ? 'step' : undefined}
          >
            <span className={station.bin}>{stop.binCode ?? t('bin.none')}</span>
            <span className={station.product}>
              {stop.productName}
              <br />
              <span className={station.quiet}>{[stop.sku, stop.gtin].filter(Boolean).join(' · ')}</span>
            </span>
            <span className={station.count}>
              {done ? <IconCheck size={18} aria-hidden="true" /> : null}{' '}
              {t('pick.progress', { done: stop.picked, all: stop.quantity })}
            </span>
            {slots ? (
              <span className={station.slots}>
                {stop.parts.map((part) => (
                  <span key={part.lineId}>
                    {t('pick.slot', { n: String(part.slot) })} {part.picked}/{part.quantity}
                  </span>
                ))}
              </span>
            ) : null}
            {onUndo && stop.picked !== '0' && stop.parts[0] ? (
              <span className={station.slots}>
                <Button
                  variant="subtle"
                  size="compact-sm"
                  onClick={() => {
                    for (const part of stop.parts) onUndo(part)
                  }}
                >
                  {t('pick.undo')}
                </Button>
              </span>
            ) : null}
          </li>
        )
      })}
    </ol>
  )
}
