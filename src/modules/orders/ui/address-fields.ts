import type { FieldSpec } from '../../../kernel/ui/form/field-spec.ts'
import type { OrdersT } from './text.ts'

export function addressFields(t: OrdersT, name: string): FieldSpec[] {
  return [
    { name: `${name}.name`, label: t('address.name'), kind: 'text', required: true, maxLength: 100 },
    { name: `${name}.phone`, label: t('address.phone'), kind: 'phone', maxLength: 40 },
    { name: `${name}.postalCode`, label: t('address.postalCode'), kind: 'text', maxLength: 12 },
    {
      name: `${name}.line1`,
      label: t('address.line1'),
      kind: 'text',
      required: true,
      maxLength: 200,
      wide: true,
    },
    { name: `${name}.line2`, label: t('address.line2'), kind: 'text', maxLength: 200, wide: true },
  ]
}
