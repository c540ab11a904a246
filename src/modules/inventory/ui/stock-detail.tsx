import type { ReactNode } from 'react'
import type { ScreenProps } from '../../../kernel/ui/define-ui.ts'
import { FigureCard, FigureRow } from '../../../kernel/ui/figure/figure-card.tsx'
import { numberText } from '../../../kernel/ui/format.ts'
import { PlainTable } from '../../../kernel/ui/grid/plain-table.tsx'
import { Link, RecordLink } from '../../../kernel/ui/link.tsx'
import { Await, Empty, Page, Section } from '../../../kernel/ui/page.tsx'
import { useRecord } from '../../../kernel/ui/queries.ts'
import { type Money, MoneyText } from '../../../kernel/ui/values.tsx'
import classes from './inventory.module.css'
import { type StockRow, stockPath } from './inventory.ts'
import { MovementsOf, ReservationsOf } from './stock-history.tsx'
import { useT } from './text.ts'

interface Place {
  warehouseId: string
  warehouseCode: string
  warehouseName: string
  state: string
  binCode: string | null
  onHand: string
  reserved: string
  available: string
  value: Money
  heldSince: string | null
}

interface StockPage extends StockRow {
  gtin: string | null
  productId: string
  places: Place[]
  channels: { channelCode: string; channelName: string; promise: string }[]
}

/** Where a variant stands, what of it is promised to whom, and how it came to be there. */
export default function StockDetail({ params }: ScreenProps): ReactNode {
  const stock = useRecord<StockPage>(stockPath, params.id ?? '')
  return <Await query={stock}>{(found) => <Explorer stock={found} />}</Await>
}

function Explorer({ stock }: { stock: StockPage }): ReactNode {
  const t = useT()
  return (
    <Page
      title={`${stock.productName} ${stock.variantName}`.trim()}
      back="/inventory/stock"
      subtitle={
        <>
          <Link to={`/catalog/products/${stock.productId}`} underline="always">
            {stock.sku}
          </Link>
          {stock.gtin ? ` · ${stock.gtin}` : ''}
        </>
      }
    >
      <FigureRow>
        <FigureCard label={t('stock.onHand')} value={numberText(stock.onHand)} note={stock.unit} />
        <FigureCard label={t('stock.reserved')} value={numberText(stock.reserved)} />
        <FigureCard label={t('stock.available')} value={numberText(stock.available)} />
        <FigureCard
          label={t('stock.value')}
          value={<MoneyText value={stock.value} compact />}
          note={
            <>
              {t('stock.averageCost')} <AverageCost value={stock.value} quantity={stock.onHand} />
            </>
          }
        />
      </FigureRow>
      <div className={classes.halves}>
        <Section flush title={t('stock.byWarehouse')}>
          {stock.places.length === 0 ? (
            <Empty title={t('stock.noPlaces.title')} text={t('stock.noPlaces.text')} />
          ) : (
            <Places places={stock.places} />
          )}
        </Section>
        <Section flush title={t('stock.promiseByChannel')}>
          <PlainTable
            caption={t('stock.promiseByChannel')}
            rows={stock.channels}
            rowKey={(channel) => channel.channelCode}
            columns={[
              { key: 'channelName', label: t('rule.channel') },
              { key: 'promise', label: t('stock.promise'), kind: 'quantity' },
            ]}
          />
        </Section>
      </div>
      <ReservationsOf variantId={stock.id} />
      <MovementsOf variantId={stock.id} />
    </Page>
  )
}

function Places({ places }: { places: readonly Place[] }): ReactNode {
  const t = useT()
  return (
    <PlainTable<Place>
      caption={t('stock.byWarehouse')}
      rows={places}
      rowKey={(place) => place.warehouseId}
      columns={[
        {
          key: 'warehouseName',
          label: t('stock.warehouse'),
          render: (place) => (
            <RecordLink entity="warehouse" id={place.warehouseId}>
              {place.warehouseName}
            </RecordLink>
          ),
        },
        { key: 'binCode', label: t('stock.bin') },
        { key: 'onHand', label: t('stock.onHand'), kind: 'quantity' },
        { key: 'reserved', label: t('stock.reserved'), kind: 'quantity' },
        { key: 'available', label: t('stock.available'), kind: 'quantity' },
        { key: 'value', label: t('stock.value'), kind: 'money' },
        {
          key: 'average',
          label: t('stock.averageCost'),
          kind: 'number',
          render: (place) => <AverageCost value={place.value} quantity={place.onHand} />,
        },
        { key: 'heldSince', label: t('stock.heldSince'), kind: 'date' },
      ]}
    />
  )
}

/** For the eye only; the books keep the value, never an average. */
function AverageCost({ value, quantity }: { value: Money; quantity: string }): ReactNode {
  if (quantity === '0') return '–'
  const average = Math.round(Number(value.amount) / Number(quantity))
  return <MoneyText value={{ amount: String(average), currency: value.currency }} />
}
