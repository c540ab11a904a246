import type { ReactNode } from 'react'
import { EntityForm } from '../../../kernel/ui/form/entity-form.tsx'
import { LinesInput } from '../../../kernel/ui/form/lines-input.tsx'
import { today } from '../../../kernel/ui/format.ts'
import { useUrl } from '../../../kernel/ui/link.tsx'
import { Page } from '../../../kernel/ui/page.tsx'
import { request } from '../../../kernel/ui/request.ts'
import { variantLookup } from '../../catalog/ui/public.ts'
import { inventoryPath, useWarehouseOptions } from './inventory.ts'
import { useT } from './text.ts'

interface Line {
  variantId: string | null
  quantity: string
  unitCost: string
}

interface Values {
  warehouseId: string | null
  reference: string
  businessDate: string
  reason: string
  lines: Line[]
}

/** Goods that arrived: what, how many, at what cost. */
export default function ReceiptForm(): ReactNode {
  const t = useT()
  const [url] = useUrl()
  const warehouses = useWarehouseOptions()
  const newLine = (): Line => ({ variantId: url.variant ?? null, quantity: '', unitCost: '' })
  return (
    <Page title={t('document.receipt')} back="/inventory/stock">
      <EntityForm<Values>
        name="receipt.new"
        initial={{ warehouseId: null, reference: '', businessDate: today(), reason: '', lines: [newLine()] }}
        fields={[
          {
            name: 'warehouseId',
            label: t('document.warehouse'),
            kind: 'choice',
            required: true,
            options: warehouses,
          },
          { name: 'reference', label: t('document.reference'), kind: 'text', maxLength: 100 },
          { name: 'businessDate', label: t('document.businessDate'), kind: 'date', required: true },
          { name: 'reason', label: t('document.reason'), kind: 'text', maxLength: 200 },
        ]}
        submit={(values, key) =>
          request('POST', `${inventoryPath}/receipts`, {
            body: { ...values, lines: values.lines.filter((line) => line.variantId) },
            idempotencyKey: key,
          })
        }
        submitLabel={t('document.receipt')}
        invalidates={[inventoryPath]}
        done={(_answer, values) => ({
          path: '/inventory/stock',
          said: t('document.received', { n: values.lines.filter((line) => line.variantId).length }),
        })}
      >
        {(form) => (
          <LinesInput<Values, Line>
            form={form}
            name="lines"
            newLine={() => ({ variantId: null, quantity: '', unitCost: '' })}
            columns={[
              {
                name: 'variantId',
                label: t('document.variant'),
                kind: 'lookup',
                lookup: variantLookup,
                required: true,
                width: 340,
              },
              {
                name: 'quantity',
                label: t('document.quantity'),
                kind: 'quantity',
                required: true,
                width: 120,
              },
              {
                name: 'unitCost',
                label: t('document.unitCost'),
                kind: 'quantity',
                required: true,
                width: 140,
              },
            ]}
          />
        )}
      </EntityForm>
    </Page>
  )
}
