import { type ReactNode, useSyncExternalStore } from 'react'
import type { Money } from './format.ts'
import { dateText, exactText, instantText, moneyText, numberText, relativeText } from './format.ts'
import { useLocale } from './text.ts'
import classes from './values.module.css'

export type { Money } from './format.ts'
/** The four meanings, and none. */
export type Tone = 'good' | 'waiting' | 'attention' | 'stopped' | 'neutral'

export function MoneyText({
  value,
  compact,
  signed,
}: {
  value: Money | null | undefined
  compact?: boolean
  signed?: boolean
}): ReactNode {
  useLocale()
  if (!value) return <None />
  const text = moneyText(value, { ...(compact ? { compact } : {}), ...(signed ? { signed } : {}) })
  return (
    <span className={classes.figure} title={compact ? moneyText(value) : undefined}>
      {text}
    </span>
  )
}

export function QuantityText({
  value,
  unit,
}: {
  value: string | number | null | undefined
  unit?: string
}): ReactNode {
  useLocale()
  if (value === null || value === undefined || value === '') return <None />
  return (
    <span className={classes.figure}>
      {numberText(value)}
      {unit ? ` ${unit}` : ''}
    </span>
  )
}

/** `value` is a share: 0.123 is shown as 12.3 %. */
export function PercentText({ value }: { value: string | number | null | undefined }): ReactNode {
  useLocale()
  if (value === null || value === undefined || value === '') return <None />
  return <span className={classes.figure}>{numberText(value, { percent: true })}</span>
}

/** How long ago or until, with the exact instant on hover. */
export function When({ at }: { at: string | Date | null | undefined }): ReactNode {
  const now = useMinute()
  useLocale()
  if (!at) return <None />
  return (
    <time
      className={`${classes.figure} ${classes.when}`}
      dateTime={new Date(at).toISOString()}
      title={exactText(at)}
      data-exact={instantText(at)}
    >
      {relativeText(at, now)}
    </time>
  )
}

/** A business date. */
export function DateText({ on }: { on: string | null | undefined }): ReactNode {
  if (!on) return <None />
  return (
    <time className={classes.figure} dateTime={on}>
      {dateText(on)}
    </time>
  )
}

/** A state as word and colour; the dot carries nothing that the word does not. */
export function StateBadge({ tone, label }: { tone: Tone; label: string }): ReactNode {
  return (
    <span className={classes.state} data-tone={tone}>
      {label}
    </span>
  )
}

export function None(): ReactNode {
  return (
    <span className={classes.none} aria-hidden="true">
      –
    </span>
  )
}

const tickMs = 30_000
let minute = Date.now()
const waiting = new Set<() => void>()
let timer: ReturnType<typeof setInterval> | undefined

/** One clock for all relative times. */
function useMinute(): number {
  return useSyncExternalStore(
    (listener) => {
      waiting.add(listener)
      timer ??= setInterval(() => {
        minute = Date.now()
        for (const tell of waiting) tell()
      }, tickMs)
      return () => {
        waiting.delete(listener)
        if (waiting.size === 0) {
          clearInterval(timer)
          timer = undefined
        }
      }
    },
    () => minute,
  )
}
