import type { ReactNode } from 'react'
import type { FieldSpec } from '../../../kernel/ui/form/field-spec.ts'
import { FormDialog } from '../../../kernel/ui/form/form-dialog.tsx'
import { request } from '../../../kernel/ui/request.ts'
import { catalogPath, type PriceList, priceListsPath, useChannelOptions } from './catalog.ts'
import { useT } from './text.ts'

interface Values {
  code: string
  name: string
  nameEn: string
  channelCode: string | null
  customerGroup: string
  currency: string
  pricesIncludeTax: boolean
  validFrom: string | null
  validTo: string | null
  active: boolean
}

/** Creates a price list, or changes the one given; code and currency stay. */
export function PriceListDialog({ list }: { list?: PriceList }): ReactNode {
  const t = useT()
  const channels = useChannelOptions()
  const fixed: FieldSpec[] = [
    { name: 'code', label: t('priceList.code'), kind: 'text', required: true, maxLength: 64 },
    { name: 'currency', label: t('priceList.currency'), kind: 'text', required: true, maxLength: 3 },
  ]
  return (
    <FormDialog<Values>
      primary={!list}
      label={list ? t('priceList.change') : t('priceList.create')}
      initial={{
        code: list?.code ?? '',
        name: list?.name ?? '',
        nameEn: list?.nameEn ?? '',
        channelCode: list?.channelCode ?? null,
        customerGroup: list?.customerGroup ?? '',
        currency: list?.currency ?? 'KRW',
        pricesIncludeTax: list?.pricesIncludeTax ?? true,
        validFrom: list?.validFrom ?? null,
        validTo: list?.validTo ?? null,
        active: list?.active ?? true,
      }}
      fields={[
        ...(list ? [] : fixed),
        { name: 'name', label: t('priceList.name'), kind: 'text', required: true, maxLength: 100 },
        { name: 'nameEn', label: t('priceList.nameEn'), kind: 'text', maxLength: 100 },
        {
          name: 'channelCode',
          label: t('priceList.channel'),
          kind: 'choice',
          options: channels,
          placeholder: t('priceList.everyChannel'),
        },
        {
          name: 'customerGroup',
          label: t('priceList.customerGroup'),
          kind: 'text',
          placeholder: t('priceList.everyGroup'),
          maxLength: 64,
        },
        { name: 'validFrom', label: t('priceList.validFrom'), kind: 'date' },
        { name: 'validTo', label: t('priceList.validTo'), kind: 'date' },
        { name: 'pricesIncludeTax', label: t('priceList.pricesIncludeTax'), kind: 'yes' },
        { name: 'active', label: t('priceList.active'), kind: 'yes' },
      ]}
      submit={(values, key) =>
        request(list ? 'PATCH' : 'POST', list ? `${priceListsPath}/${list.id}` : priceListsPath, {
          body: bodyOf(values),
          idempotencyKey: key,
        })
      }
      invalidates={[catalogPath]}
      said={({ name }) => (list ? t('priceList.changed', { name }) : t('priceList.created', { name }))}
    />
  )
}

function bodyOf(values: Values): Record<string, unknown> {
  return {
    ...values,
    channelCode: values.channelCode || null,
    customerGroup: values.customerGroup.trim() || null,
    validFrom: values.validFrom || null,
    validTo: values.validTo || null,
  }
}
