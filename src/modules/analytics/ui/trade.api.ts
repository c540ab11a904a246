import type { UseQueryResult } from '@tanstack/react-query'
import { useCallback, useEffect, useRef } from 'react'
import { invalidate, useEndpoint } from '../../../kernel/ui/queries.ts'
import { useLive } from '../../../kernel/ui/use-live.tsx'
import type { Money } from '../../../kernel/ui/values.tsx'

export interface Placed {
  orders: string
  placed: Money
}

interface DayFigures extends Placed {
  on: string
  cancelledOrders: string
  cancelled: Money
  returned: Money
  captured: Money
  refunded: Money
  parcels: string
}

export interface Waiting {
  count: string
  before?: string
  items: {
    id: string
    number: string
    since: string
    total?: Money
    reason?: string | null
    orderNumber?: string
  }[]
}

export type ExceptionName = 'waitingForPayment' | 'onHold' | 'lateShipments' | 'deadLetters'

export interface Trade {
  asOf: string
  currency: string
  today: DayFigures
  yesterdaySoFar: Placed & { on: string }
  lastWeekSoFar: Placed & { on: string }
  month: DayFigures & { from: string }
  lastMonthSoFar: Placed
  days: DayFigures[]
  hours: { hour: number; today: Money | null; yesterday: Money }[]
  channels: (Placed & { channelCode: string; name: string; nameEn: string })[]
  products: { variantId: string; sku: string; name: string | null; quantity: string; placed: Money }[]
  states: { state: string; orders: string }[]
  exceptions: Record<ExceptionName, Waiting>
}

const path = '/api/v1/analytics/trade'
/** The stream is read a moment after the act; asked again then, and at most this often in a rush. */
const settleMs = 1_200
/** Comparisons move with the clock even when nothing happens. */
const clockMs = 60_000

/** Today's trade, read again as things happen; the figures on screen stay until the next ones are there. */
export function useTrade(): UseQueryResult<Trade> {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const heard = useCallback(() => {
    timer.current ??= setTimeout(() => {
      timer.current = undefined
      void invalidate(path)
    }, settleMs)
  }, [])
  useLive(['order', 'shipment', 'payment'], heard)
  useEffect(() => () => clearTimeout(timer.current), [])
  return useEndpoint<Trade>(path, undefined, { keep: true, everyMs: clockMs })
}

/** `+12.3%` against what it is compared with; nothing where there is nothing to compare. */
export function changeOf(
  now: Money | string,
  before: Money | string,
): { text: string; grew: boolean } | undefined {
  const [current, former] = [now, before].map((value) =>
    Number(typeof value === 'string' ? value : value.amount),
  )
  if (current === undefined || !former) return undefined
  const share = (current - former) / former
  return { text: `${share < 0 ? '−' : '+'}${(Math.abs(share) * 100).toFixed(1)}%`, grew: share >= 0 }
}

export function averageOf({ orders, placed }: Placed): Money | null {
  const count = BigInt(orders)
  return count === 0n
    ? null
    : { amount: (BigInt(placed.amount) / count).toString(), currency: placed.currency }
}
