import type { ReactNode } from 'react'
import type { ScreenProps } from '../../../kernel/ui/define-ui.ts'
import { FormDialog } from '../../../kernel/ui/form/form-dialog.tsx'
import { PlainTable } from '../../../kernel/ui/grid/plain-table.tsx'
import { ButtonLink } from '../../../kernel/ui/link.tsx'
import { useMay } from '../../../kernel/ui/me.ts'
import { Await, Empty, Section } from '../../../kernel/ui/page.tsx'
import { type ListAnswer, useEndpoint, useRecord } from '../../../kernel/ui/queries.ts'
import { RecordPage } from '../../../kernel/ui/record/record-page.tsx'
import { request } from '../../../kernel/ui/request.ts'
import { StateBadge } from '../../../kernel/ui/values.tsx'
import { variantLookup } from '../../catalog/ui/public.ts'
import { inventoryPath, type Warehouse, warehousesPath } from './inventory.ts'
import { useT } from './text.ts'
import { WarehouseDialog } from './warehouse-dialog.tsx'

interface Bin {
  id: string
  code: string
  zone: string
  pickSequence: number
  active: boolean
}

const shownBins = 200

export default function WarehouseDetail({ params }: ScreenProps): ReactNode {
  const t = useT()
  const warehouse = useRecord<Warehouse>(warehousesPath, params.id ?? '')
  const mayChange = useMay('warehouse.change')
  return (
    <RecordPage<Warehouse>
      entity="warehouse"
      base={warehousesPath}
      query={warehouse}
      back="/inventory/warehouses"
      title={(found) => found.name}
      subtitle={(found) => found.code}
      state={(found) => (
        <StateBadge tone={found.state === 'active' ? 'good' : 'stopped'} label={t(`state.${found.state}`)} />
      )}
      actionLabel={(name) => t.loose(`action.${name}`)}
      tools={(found) => (
        <>
          <ButtonLink to={`/inventory/stock?warehouseId=${found.id}`} variant="default">
            {t('stock.plural')}
          </ButtonLink>
          {mayChange ? <WarehouseDialog warehouse={found} /> : null}
        </>
      )}
      facts={(found) => [
        { label: t('warehouse.address'), key: 'address', value: found.address, wide: true },
        { label: t('warehouse.postalCode'), key: 'postalCode', value: found.postalCode },
        {
          label: `${t('warehouse.latitude')} · ${t('warehouse.longitude')}`,
          value:
            found.latitude && found.longitude
              ? `${Number(found.latitude)}, ${Number(found.longitude)}`
              : null,
        },
        { label: t('warehouse.currency'), value: found.currency },
        { label: t('warehouse.priority'), key: 'priority', value: found.priority },
      ]}
    >
      {(found) => <Bins warehouseId={found.id} mayChange={mayChange} />}
    </RecordPage>
  )
}

function Bins({ warehouseId, mayChange }: { warehouseId: string; mayChange: boolean }): ReactNode {
  const t = useT()
  const path = `${inventoryPath}/bins`
  const bins = useEndpoint<ListAnswer<Bin>>(path, { 'filter[warehouseId]': warehouseId, limit: shownBins })
  return (
    <Section flush title={t('bin.plural')} actions={mayChange ? <AddBin warehouseId={warehouseId} /> : null}>
      <Await query={bins}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title={t('bin.empty.title')} text={t('bin.empty.text')} />
          ) : (
            <PlainTable<Bin>
              caption={t('bin.plural')}
              rows={items}
              rowKey={(bin) => bin.id}
              columns={[
                { key: 'code', label: t('bin.code') },
                { key: 'zone', label: t('bin.zone') },
                { key: 'pickSequence', label: t('bin.pickSequence'), kind: 'number' },
              ]}
            />
          )
        }
      </Await>
    </Section>
  )
}

interface NewBin {
  code: string
  zone: string
  pickSequence: number | null
  variantId: string | null
}

function AddBin({ warehouseId }: { warehouseId: string }): ReactNode {
  const t = useT()
  return (
    <FormDialog<NewBin>
      label={t('bin.add')}
      initial={{ code: '', zone: '', pickSequence: null, variantId: null }}
      fields={[
        { name: 'code', label: t('bin.code'), kind: 'text', required: true, maxLength: 64 },
        { name: 'zone', label: t('bin.zone'), kind: 'text', maxLength: 64 },
        { name: 'pickSequence', label: t('bin.pickSequence'), kind: 'number', required: true },
        { name: 'variantId', label: t('bin.home'), kind: 'lookup', lookup: variantLookup },
      ]}
      submit={({ variantId, ...bin }, key) =>
        request('POST', `${inventoryPath}/bins`, {
          body: { bins: [{ warehouseId, ...bin, variantIds: variantId ? [variantId] : [] }] },
          idempotencyKey: key,
        })
      }
      invalidates={[`${inventoryPath}/bins`]}
      said={() => t('bin.added', { n: 1 })}
    />
  )
}
