import type { FieldSpec } from '../../../kernel/ui/form/field-spec.ts'
import { readCodes, taxClasses, useCategoryOptions, useChannelOptions } from './catalog.ts'
import type { CatalogT } from './text.ts'

export interface ProductValues {
  name: string
  nameEn: string
  categoryCode: string | null
  brand: string
  taxClass: string
  description: string
  visibleChannels: string[] | null
  /** Codes separated by commas, as typed. */
  roles: string
}

export const newProduct: ProductValues = {
  name: '',
  nameEn: '',
  categoryCode: null,
  brand: '',
  taxClass: 'taxable',
  description: '',
  visibleChannels: null,
  roles: '',
}

/** The facts of a product, for creating and for changing it. */
export function useProductFields(t: CatalogT): FieldSpec[] {
  const categories = useCategoryOptions('code')
  const channels = useChannelOptions()
  return [
    { name: 'name', label: t('product.name'), kind: 'text', required: true, maxLength: 200 },
    { name: 'nameEn', label: t('product.nameEn'), kind: 'text', maxLength: 200 },
    { name: 'categoryCode', label: t('product.category'), kind: 'choice', options: categories },
    { name: 'brand', label: t('product.brand'), kind: 'text', maxLength: 100 },
    {
      name: 'taxClass',
      label: t('product.taxClass'),
      kind: 'choice',
      required: true,
      options: taxClasses.map((value) => ({ value, label: t(`tax.${value}`) })),
    },
    {
      name: 'visibleChannels',
      label: t('product.visibleChannels'),
      kind: 'choices',
      options: channels,
      hint: t('product.visibleChannelsHint'),
    },
    { name: 'roles', label: t('product.visibleRoles'), kind: 'text', hint: t('product.visibleRolesHint') },
    { name: 'description', label: t('product.description'), kind: 'longtext', wide: true },
  ]
}

/** The values as the API takes them. */
export function productBody({ roles, visibleChannels, ...rest }: ProductValues): Record<string, unknown> {
  return {
    ...rest,
    categoryCode: rest.categoryCode || null,
    visibleChannels: visibleChannels && visibleChannels.length > 0 ? visibleChannels : null,
    visibleRoles: readCodes(roles),
  }
}
