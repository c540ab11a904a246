import type { ReactNode } from 'react'
import { FigureCard, FigureRow } from '../../../kernel/ui/figure/figure-card.tsx'
import { numberText } from '../../../kernel/ui/format.ts'
import { MoneyText, type Tone } from '../../../kernel/ui/values.tsx'
import { useT } from './text.ts'
import { averageOf, changeOf, type Trade } from './trade.api.ts'

/** The figures with what they are compared to; each opens its records. */
export function TradeFigures({ trade, short }: { trade: Trade; short?: boolean }): ReactNode {
  const t = useT()
  const { today, yesterdaySoFar, lastWeekSoFar, month, lastMonthSoFar } = trade
  const todayPath = ordersOn(today.on)
  const growth = (change: ReturnType<typeof changeOf>): { change?: string; changeTone?: Tone } =>
    change ? { change: change.text, changeTone: change.grew ? 'good' : 'attention' } : {}
  return (
    <>
      <FigureRow>
        <FigureCard
          label={t('trade.today')}
          value={<MoneyText value={today.placed} compact />}
          {...growth(changeOf(today.placed, yesterdaySoFar.placed))}
          note={
            <>
              {t('trade.sinceYesterday', { total: yesterdaySoFar.placed })}
              <br />
              {t('trade.sinceLastWeek', { total: lastWeekSoFar.placed })}
            </>
          }
          path={todayPath}
        />
        <FigureCard
          label={t('trade.ordersToday')}
          value={numberText(today.orders)}
          {...growth(changeOf(today.orders, yesterdaySoFar.orders))}
          note={t('trade.yesterdayOrders', { n: yesterdaySoFar.orders })}
          path={todayPath}
        />
        <FigureCard
          label={t('trade.month')}
          value={<MoneyText value={month.placed} compact />}
          {...growth(changeOf(month.placed, lastMonthSoFar.placed))}
          note={t('trade.lastMonth', { total: lastMonthSoFar.placed })}
          path={`/orders?orderedAt.gte=${month.from}`}
        />
      </FigureRow>
      {short ? null : (
        <FigureRow>
          <FigureCard
            label={t('trade.average')}
            value={<MoneyText value={averageOf(today)} compact />}
            path={todayPath}
          />
          <FigureCard
            label={t('trade.captured')}
            value={<MoneyText value={today.captured} compact />}
            note={today.refunded.amount === '0' ? undefined : t('trade.refunded', { total: today.refunded })}
            path="/payments"
          />
          <FigureCard
            label={t('trade.cancelled')}
            value={<MoneyText value={today.cancelled} compact />}
            note={t('trade.cancelledOrders', { n: today.cancelledOrders })}
            path="/orders?view=cancelled&state=cancelled"
          />
          <FigureCard
            label={t('trade.parcels')}
            value={numberText(today.parcels)}
            path={`/shipments?shippedAt.gte=${today.on}`}
          />
        </FigureRow>
      )}
    </>
  )
}

export function ordersOn(on: string): string {
  return `/orders?orderedAt.gte=${on}&orderedAt.lte=${on}`
}
