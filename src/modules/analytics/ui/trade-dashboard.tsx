import type { ReactNode } from 'react'
import { Chart } from '../../../kernel/ui/figure/chart.tsx'
import { numberText } from '../../../kernel/ui/format.ts'
import { PlainTable } from '../../../kernel/ui/grid/plain-table.tsx'
import { Link } from '../../../kernel/ui/link.tsx'
import { Await, Page, Section } from '../../../kernel/ui/page.tsx'
import { useLocale } from '../../../kernel/ui/text.ts'
import { LiveState } from '../../../kernel/ui/use-live.tsx'
import { MoneyText, PercentText } from '../../../kernel/ui/values.tsx'
import { useT } from './text.ts'
import { type Trade, useTrade } from './trade.api.ts'
import classes from './trade.module.css'
import { TradeExceptions } from './trade-exceptions.tsx'
import { ordersOn, TradeFigures } from './trade-figures.tsx'

/** How trade stands now: figures first, their course second, what needs a look third. */
export default function TradeDashboard(): ReactNode {
  const t = useT()
  const query = useTrade()
  return (
    <Page
      title={t('trade.title')}
      badge={<LiveState />}
      subtitle={query.data ? t('trade.asOf', { at: query.data.asOf }) : undefined}
    >
      <Await query={query}>{(trade) => <Board trade={trade} />}</Await>
    </Page>
  )
}

function Board({ trade }: { trade: Trade }): ReactNode {
  const t = useT()
  return (
    <>
      <TradeFigures trade={trade} />
      <div className={classes.pair}>
        <Section>
          <Chart
            kind="line"
            unit="money"
            currency={trade.currency}
            title={t('trade.hours')}
            categories={trade.hours.map(({ hour }) => String(hour))}
            series={[
              {
                name: t('trade.todaySeries'),
                values: trade.hours.map(({ today }) => (today ? Number(today.amount) : null)),
              },
              {
                name: t('trade.yesterdaySeries'),
                values: trade.hours.map(({ yesterday }) => Number(yesterday.amount)),
                tone: 'neutral',
              },
            ]}
            height={200}
          />
        </Section>
        <Section>
          <Chart
            kind="bar"
            unit="money"
            currency={trade.currency}
            title={t('trade.days')}
            categories={trade.days.map(({ on }) => on.slice(5))}
            series={[
              { name: t('trade.placed'), values: trade.days.map(({ placed }) => Number(placed.amount)) },
            ]}
            path={(index) => ordersOn(trade.days[index]?.on ?? trade.today.on)}
            height={200}
          />
        </Section>
      </div>
      <div className={classes.thirds}>
        <Section title={t('trade.exceptions')}>
          <TradeExceptions exceptions={trade.exceptions} />
        </Section>
        <div className={classes.stack}>
          <Section title={t('trade.states')}>
            {trade.states.length === 0 ? <p className={classes.quiet}>{t('trade.noWork')}</p> : null}
            <ul className={classes.states}>
              {trade.states.map(({ state, orders }) => (
                <li key={state}>
                  <Link to={`/orders?state=${state}`}>{t.loose(`state.${state}`)}</Link>
                  <b>{numberText(orders)}</b>
                </li>
              ))}
            </ul>
          </Section>
          <Channels trade={trade} />
        </div>
        <Products trade={trade} />
      </div>
    </>
  )
}

function Channels({ trade }: { trade: Trade }): ReactNode {
  const t = useT()
  const locale = useLocale()
  const whole = Number(trade.today.placed.amount)
  return (
    <Section title={t('trade.channels')} flush>
      {trade.channels.length === 0 ? (
        <p className={classes.none}>{t('trade.noTrade')}</p>
      ) : (
        <PlainTable
          caption={t('trade.channels')}
          rows={trade.channels}
          rowKey={(channel) => channel.channelCode}
          columns={[
            {
              key: 'name',
              label: t('trade.channel'),
              render: (channel) => (
                <Link to={`${ordersOn(trade.today.on)}&channelCode=${channel.channelCode}`}>
                  {locale === 'ko' ? channel.name : channel.nameEn}
                </Link>
              ),
            },
            { key: 'orders', label: t('trade.orders'), kind: 'number' },
            {
              key: 'placed',
              label: t('trade.amount'),
              kind: 'money',
              render: (channel) => <MoneyText value={channel.placed} compact />,
            },
            {
              key: 'share',
              label: t('trade.share'),
              kind: 'percent',
              render: (channel) => (
                <PercentText
                  value={whole === 0 ? null : (Number(channel.placed.amount) / whole).toFixed(3)}
                />
              ),
            },
          ]}
        />
      )}
    </Section>
  )
}

function Products({ trade }: { trade: Trade }): ReactNode {
  const t = useT()
  return (
    <Section title={t('trade.products')} flush>
      {trade.products.length === 0 ? (
        <p className={classes.none}>{t('trade.noTrade')}</p>
      ) : (
        <PlainTable
          caption={t('trade.products')}
          rows={trade.products}
          rowKey={(product) => product.variantId}
          columns={[
            { key: 'name', label: t('trade.product'), render: (product) => product.name ?? product.sku },
            { key: 'quantity', label: t('trade.quantity'), kind: 'quantity' },
            {
              key: 'placed',
              label: t('trade.amount'),
              kind: 'money',
              render: (product) => <MoneyText value={product.placed} compact />,
            },
          ]}
        />
      )}
    </Section>
  )
}
