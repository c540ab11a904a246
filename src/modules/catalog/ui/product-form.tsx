import type { ReactNode } from 'react'
import { EntityForm } from '../../../kernel/ui/form/entity-form.tsx'
import { LinesInput } from '../../../kernel/ui/form/lines-input.tsx'
import { Page } from '../../../kernel/ui/page.tsx'
import { request } from '../../../kernel/ui/request.ts'
import { productsPath } from './catalog.ts'
import { newProduct, type ProductValues, productBody, useProductFields } from './product-fields.ts'
import { useT } from './text.ts'

interface Line {
  sku: string
  name: string
  gtin: string
  weightGrams: string
  stocked: boolean
}

interface Values extends ProductValues {
  variants: Line[]
}

const newLine = (): Line => ({ sku: '', name: '', gtin: '', weightGrams: '', stocked: true })

export default function ProductForm(): ReactNode {
  const t = useT()
  const fields = useProductFields(t)
  return (
    <Page title={t('product.create')} back="/catalog/products">
      <EntityForm<Values, { id: string; code: string }>
        name="product.new"
        initial={{ ...newProduct, variants: [newLine()] }}
        fields={fields}
        submit={(values, key) => request('POST', productsPath, { body: bodyOf(values), idempotencyKey: key })}
        submitLabel={t('product.create')}
        invalidates={[productsPath]}
        done={(answer, values) => ({
          path: `/catalog/products/${answer.id}`,
          said: t('product.created', { name: values.name }),
        })}
      >
        {(form) => (
          <LinesInput<Values, Line>
            form={form}
            name="variants"
            title={t('variant.plural')}
            newLine={newLine}
            columns={[
              { name: 'sku', label: t('variant.sku'), kind: 'text', required: true, width: 160 },
              { name: 'name', label: t('variant.name'), kind: 'text', width: 180 },
              { name: 'gtin', label: t('variant.gtin'), kind: 'text', width: 160 },
              { name: 'weightGrams', label: t('variant.weightGrams'), kind: 'quantity', width: 100 },
              { name: 'stocked', label: t('variant.stocked'), kind: 'yes', width: 90 },
            ]}
          />
        )}
      </EntityForm>
    </Page>
  )
}

function bodyOf({ variants, ...product }: Values): Record<string, unknown> {
  return {
    ...productBody(product),
    variants: variants
      .filter((line) => line.sku.trim() !== '')
      .map(({ sku, name, gtin, weightGrams, stocked }) => ({
        sku: sku.trim(),
        name,
        gtin: gtin.trim() === '' ? null : gtin.trim(),
        weightGrams: Math.round(Number(weightGrams || 0)),
        stocked,
      })),
  }
}
