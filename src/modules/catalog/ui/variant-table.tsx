import type { ReactNode } from 'react'
import type { FieldSpec } from '../../../kernel/ui/form/field-spec.ts'
import { FormDialog } from '../../../kernel/ui/form/form-dialog.tsx'
import { PlainTable } from '../../../kernel/ui/grid/plain-table.tsx'
import { request } from '../../../kernel/ui/request.ts'
import { StateBadge } from '../../../kernel/ui/values.tsx'
import { catalogPath, optionsText, type Product, productsPath, readOptions, type Variant } from './catalog.ts'
import { type CatalogT, useT } from './text.ts'

interface Values {
  sku: string
  name: string
  options: string
  gtin: string
  weightGrams: string
  lengthMm: string
  widthMm: string
  heightMm: string
  unit: string
  stocked: boolean
  active: boolean
}

export function VariantTable({ product, mayChange }: { product: Product; mayChange: boolean }): ReactNode {
  const t = useT()
  return (
    <PlainTable<Variant>
      caption={t('variant.plural')}
      rows={product.variants}
      rowKey={(variant) => variant.id}
      columns={[
        { key: 'sku', label: t('variant.sku') },
        { key: 'name', label: t('variant.name') },
        { key: 'options', label: t('variant.options'), value: (variant) => optionsText(variant.options) },
        { key: 'gtin', label: t('variant.gtin') },
        { key: 'weightGrams', label: t('variant.weightGrams'), kind: 'number' },
        { key: 'size', label: t('variant.size'), value: sizeOf },
        { key: 'stocked', label: t('variant.stocked'), kind: 'yes' },
        {
          key: 'active',
          label: t('variant.active'),
          render: ({ active }) => (
            <StateBadge
              tone={active ? 'good' : 'stopped'}
              label={active ? t('state.active') : t('variant.stopped')}
            />
          ),
        },
        ...(mayChange
          ? [{ key: 'change', label: '', render: (variant: Variant) => <ChangeVariant variant={variant} /> }]
          : []),
      ]}
    />
  )
}

export function AddVariant({ productId }: { productId: string }): ReactNode {
  const t = useT()
  return (
    <FormDialog<Values>
      label={t('variant.add')}
      initial={{
        sku: '',
        name: '',
        options: '',
        gtin: '',
        weightGrams: '',
        lengthMm: '',
        widthMm: '',
        heightMm: '',
        unit: 'ea',
        stocked: true,
        active: true,
      }}
      fields={[
        { name: 'sku', label: t('variant.sku'), kind: 'text', required: true, maxLength: 64 },
        ...fieldsOf(t),
      ]}
      submit={(values, key) =>
        request('POST', `${productsPath}/${productId}/variants`, {
          body: { variants: [{ sku: values.sku.trim(), ...bodyOf(values) }] },
          idempotencyKey: key,
        })
      }
      invalidates={[catalogPath]}
      said={(values) => t('variant.added', { sku: values.sku })}
    />
  )
}

function ChangeVariant({ variant }: { variant: Variant }): ReactNode {
  const t = useT()
  return (
    <FormDialog<Values>
      small
      label={t('variant.change')}
      initial={{
        ...variant,
        options: optionsText(variant.options),
        gtin: variant.gtin ?? '',
        weightGrams: String(variant.weightGrams),
        lengthMm: String(variant.lengthMm ?? ''),
        widthMm: String(variant.widthMm ?? ''),
        heightMm: String(variant.heightMm ?? ''),
      }}
      fields={fieldsOf(t)}
      submit={(values, key) =>
        request('PATCH', `${catalogPath}/variants/${variant.id}`, {
          body: bodyOf(values),
          ifMatch: variant.version,
          idempotencyKey: key,
        })
      }
      invalidates={[catalogPath]}
      said={() => t('variant.changed', { sku: variant.sku })}
    />
  )
}

function fieldsOf(t: CatalogT): FieldSpec[] {
  return [
    { name: 'name', label: t('variant.name'), kind: 'text', maxLength: 200 },
    { name: 'options', label: t('variant.options'), kind: 'text', hint: t('variant.optionsHint') },
    { name: 'gtin', label: t('variant.gtin'), kind: 'text', maxLength: 14 },
    { name: 'weightGrams', label: t('variant.weightGrams'), kind: 'quantity' },
    { name: 'lengthMm', label: t('variant.lengthMm'), kind: 'quantity' },
    { name: 'widthMm', label: t('variant.widthMm'), kind: 'quantity' },
    { name: 'heightMm', label: t('variant.heightMm'), kind: 'quantity' },
    { name: 'unit', label: t('variant.unit'), kind: 'text', required: true, maxLength: 16 },
    { name: 'stocked', label: t('variant.stocked'), kind: 'yes' },
    { name: 'active', label: t('variant.active'), kind: 'yes' },
  ]
}

function bodyOf(values: Values): Record<string, unknown> {
  const whole = (text: string) => (text === '' ? null : Math.round(Number(text)))
  return {
    name: values.name,
    options: readOptions(values.options),
    gtin: values.gtin.trim() === '' ? null : values.gtin.trim(),
    weightGrams: whole(values.weightGrams) ?? 0,
    lengthMm: whole(values.lengthMm),
    widthMm: whole(values.widthMm),
    heightMm: whole(values.heightMm),
    unit: values.unit,
    stocked: values.stocked,
    active: values.active,
  }
}

function sizeOf({ lengthMm, widthMm, heightMm }: Variant): string {
  return [lengthMm, widthMm, heightMm].filter((side) => side !== null).join(' × ')
}
