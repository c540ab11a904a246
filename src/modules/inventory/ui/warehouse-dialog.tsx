import type { ReactNode } from 'react'
import type { FieldSpec } from '../../../kernel/ui/form/field-spec.ts'
import { FormDialog } from '../../../kernel/ui/form/form-dialog.tsx'
import { request } from '../../../kernel/ui/request.ts'
import { inventoryPath, type Warehouse, warehousesPath } from './inventory.ts'
import { useT } from './text.ts'

interface Values {
  code: string
  name: string
  nameEn: string
  address: string
  postalCode: string
  latitude: string
  longitude: string
  priority: number | null
}

/** Adds a warehouse, or changes the one given; its code stays. */
export function WarehouseDialog({ warehouse }: { warehouse?: Warehouse }): ReactNode {
  const t = useT()
  const code: FieldSpec = {
    name: 'code',
    label: t('warehouse.code'),
    kind: 'text',
    required: true,
    maxLength: 64,
  }
  return (
    <FormDialog<Values>
      primary={!warehouse}
      label={warehouse ? t('warehouse.change') : t('warehouse.create')}
      initial={{
        code: warehouse?.code ?? '',
        name: warehouse?.name ?? '',
        nameEn: warehouse?.nameEn ?? '',
        address: warehouse?.address ?? '',
        postalCode: warehouse?.postalCode ?? '',
        latitude: warehouse?.latitude ?? '',
        longitude: warehouse?.longitude ?? '',
        priority: warehouse?.priority ?? 100,
      }}
      fields={[
        ...(warehouse ? [] : [code]),
        { name: 'name', label: t('warehouse.name'), kind: 'text', required: true, maxLength: 100 },
        { name: 'nameEn', label: t('warehouse.nameEn'), kind: 'text', maxLength: 100 },
        { name: 'address', label: t('warehouse.address'), kind: 'text', maxLength: 300 },
        { name: 'postalCode', label: t('warehouse.postalCode'), kind: 'text', maxLength: 10 },
        { name: 'latitude', label: t('warehouse.latitude'), kind: 'text', maxLength: 12 },
        { name: 'longitude', label: t('warehouse.longitude'), kind: 'text', maxLength: 12 },
        {
          name: 'priority',
          label: t('warehouse.priority'),
          kind: 'number',
          hint: t('warehouse.priorityHint'),
        },
      ]}
      submit={(values, key) =>
        request(
          warehouse ? 'PATCH' : 'POST',
          warehouse ? `${warehousesPath}/${warehouse.id}` : warehousesPath,
          {
            body: bodyOf(values),
            idempotencyKey: key,
          },
        )
      }
      invalidates={[inventoryPath]}
      said={({ name }) => (warehouse ? t('warehouse.changed', { name }) : t('warehouse.created', { name }))}
    />
  )
}

function bodyOf({ postalCode, latitude, longitude, priority, ...rest }: Values): Record<string, unknown> {
  const degrees = (text: string) => (text.trim() === '' ? null : Number(text))
  return {
    ...rest,
    postalCode: postalCode.trim() || null,
    latitude: degrees(latitude),
    longitude: degrees(longitude),
    priority: priority ?? 100,
  }
}
