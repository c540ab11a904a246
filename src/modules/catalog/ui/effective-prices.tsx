import { TextInput } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { QuantityInput } from '../../../kernel/ui/form/number-inputs.tsx'
import { numberText, today } from '../../../kernel/ui/format.ts'
import { PlainTable } from '../../../kernel/ui/grid/plain-table.tsx'
import { Await, Section } from '../../../kernel/ui/page.tsx'
import { useEndpoint } from '../../../kernel/ui/queries.ts'
import classes from './catalog.module.css'
import { type Product, productsPath, useChannels, type Variant } from './catalog.ts'
import { useT } from './text.ts'

interface EffectivePrice {
  variantId: string
  channelCode: string
  currency: string
  unitPrice: string
  pricesIncludeTax: boolean
  priceListCode: string
}

/** What each variant costs in each channel, for a day, customer group and quantity of one's choice. */
export function EffectivePrices({ product }: { product: Product }): ReactNode {
  const t = useT()
  const [on, setOn] = useState(today())
  const [group, setGroup] = useState('')
  const [quantity, setQuantity] = useState<string | null>('1')
  const channels = useChannels().filter((channel) => channel.active)
  const prices = useEndpoint<{ items: EffectivePrice[] }>(
    `${productsPath}/${product.id}/prices`,
    { on: on || undefined, customerGroup: group || undefined, quantity: quantity || '1' },
    { keep: true },
  )
  return (
    <Section title={t('price.effective')}>
      <div className={classes.tools}>
        <TextInput
          type="date"
          label={t('price.effectiveOn')}
          value={on}
          onChange={(event) => setOn(event.target.value)}
        />
        <TextInput
          label={t('price.forGroup')}
          placeholder={t('priceList.everyGroup')}
          value={group}
          onChange={(event) => setGroup(event.target.value.trim())}
        />
        <QuantityInput label={t('price.quantity')} value={quantity} onChange={setQuantity} />
      </div>
      <Await query={prices}>
        {({ items }) => {
          const found = new Map(items.map((item) => [`${item.variantId}:${item.channelCode}`, item]))
          return (
            <PlainTable<Variant>
              caption={t('price.effective')}
              rows={product.variants}
              rowKey={(variant) => variant.id}
              columns={[
                { key: 'sku', label: t('variant.sku') },
                ...channels.map((channel) => ({
                  key: channel.code,
                  label: channel.name,
                  kind: 'number' as const,
                  render: (variant: Variant) => <Price price={found.get(`${variant.id}:${channel.code}`)} />,
                })),
              ]}
            />
          )
        }}
      </Await>
      <p className={classes.note}>{t('priceList.howChosen')}</p>
    </Section>
  )
}

function Price({ price }: { price: EffectivePrice | undefined }): ReactNode {
  const t = useT()
  if (!price) return <span className={classes.list}>{t('price.none')}</span>
  return (
    <>
      <span className={classes.price}>
        {numberText(price.unitPrice)} {price.currency}
      </span>
      <span className={classes.list}>
        {price.priceListCode} · {price.pricesIncludeTax ? t('price.incl') : t('price.excl')}
      </span>
    </>
  )
}
