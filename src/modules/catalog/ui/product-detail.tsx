import type { ReactNode } from 'react'
import type { ScreenProps } from '../../../kernel/ui/define-ui.ts'
import { useMay } from '../../../kernel/ui/me.ts'
import { Section } from '../../../kernel/ui/page.tsx'
import { useRecord } from '../../../kernel/ui/queries.ts'
import { RecordPage } from '../../../kernel/ui/record/record-page.tsx'
import { StateBadge, When } from '../../../kernel/ui/values.tsx'
import { type Product, productsPath, productTone, useChannels } from './catalog.ts'
import { EffectivePrices } from './effective-prices.tsx'
import { useT } from './text.ts'
import { AddVariant, VariantTable } from './variant-table.tsx'

export default function ProductDetail({ params }: ScreenProps): ReactNode {
  const t = useT()
  const product = useRecord<Product>(productsPath, params.id ?? '')
  const mayChange = useMay('product.change')
  const maySeePrices = useMay('price.read')
  const channelName = new Map(useChannels().map(({ code, name }) => [code, name]))
  return (
    <RecordPage<Product>
      entity="product"
      base={productsPath}
      query={product}
      back="/catalog/products"
      title={(found) => found.name}
      subtitle={(found) => [found.code, found.brand].filter(Boolean).join(' · ')}
      state={(found) => <StateBadge tone={productTone[found.state]} label={t(`state.${found.state}`)} />}
      edit={(found) => (mayChange ? `/catalog/products/${found.id}/edit` : undefined)}
      actionLabel={(name) => t.loose(`action.${name}`)}
      inputs={{ retire: [{ name: 'reason', label: t('input.reason'), kind: 'text', wide: true }] }}
      facts={(found) => [
        { label: t('product.nameEn'), key: 'nameEn', value: found.nameEn },
        {
          label: t('product.category'),
          key: 'categoryId',
          value: found.categoryName ?? t('product.noCategory'),
        },
        { label: t('product.taxClass'), key: 'taxClass', value: t(`tax.${found.taxClass}`) },
        {
          label: t('product.visibleChannels'),
          key: 'visibleChannels',
          value:
            found.visibleChannels?.map((code) => channelName.get(code) ?? code).join(', ') ??
            t('product.everywhere'),
        },
        {
          label: t('product.visibleRoles'),
          key: 'visibleRoles',
          value: found.visibleRoles?.join(', ') ?? t('product.everyone'),
        },
        { label: t('product.createdAt'), value: <When at={found.createdAt} /> },
        ...(found.description
          ? [{ label: t('product.description'), key: 'description', value: found.description, wide: true }]
          : []),
      ]}
    >
      {(found) => (
        <>
          <Section
            flush
            title={t('variant.plural')}
            actions={mayChange ? <AddVariant productId={found.id} /> : null}
          >
            <VariantTable product={found} mayChange={mayChange} />
          </Section>
          {maySeePrices ? <EffectivePrices product={found} /> : null}
        </>
      )}
    </RecordPage>
  )
}
