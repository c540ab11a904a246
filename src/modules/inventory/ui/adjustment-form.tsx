import type { ReactNode } from 'react'
import { EntityForm } from '../../../kernel/ui/form/entity-form.tsx'
import { LinesInput } from '../../../kernel/ui/form/lines-input.tsx'
import { today } from '../../../kernel/ui/format.ts'
import { Page } from '../../../kernel/ui/page.tsx'
import { request } from '../../../kernel/ui/request.ts'
import { variantLookup } from '../../catalog/ui/public.ts'
import { inventoryPath, useWarehouseOptions } from './inventory.ts'
import { useT } from './text.ts'

interface Line {
  variantId: string | null
  quantity: string
}

interface Values {
  warehouseId: string | null
  mode: 'count' | 'change'
  businessDate: string
  reference: string
  reason: string
  lines: Line[]
}

/** What was counted, or what was found broken, lost or turned up. */
export default function AdjustmentForm(): ReactNode {
  const t = useT()
  const warehouses = useWarehouseOptions()
  const newLine = (): Line => ({ variantId: null, quantity: '' })
  return (
    <Page title={t('document.adjustment')} back="/inventory/stock">
      <EntityForm<Values>
        name="adjustment.new"
        initial={{
          warehouseId: null,
          mode: 'count',
          businessDate: today(),
          reference: '',
          reason: '',
          lines: [newLine()],
        }}
        fields={[
          {
            name: 'warehouseId',
            label: t('document.warehouse'),
            kind: 'choice',
            required: true,
            options: warehouses,
          },
          {
            name: 'mode',
            label: t('document.mode'),
            kind: 'choice',
            required: true,
            options: [
              { value: 'count', label: t('document.byCount') },
              { value: 'change', label: t('document.byChange') },
            ],
          },
          { name: 'reason', label: t('document.reason'), kind: 'text', required: true, maxLength: 200 },
          { name: 'reference', label: t('document.reference'), kind: 'text', maxLength: 100 },
          { name: 'businessDate', label: t('document.businessDate'), kind: 'date', required: true },
        ]}
        submit={(values, key) =>
          request('POST', `${inventoryPath}/adjustments`, { body: bodyOf(values), idempotencyKey: key })
        }
        submitLabel={t('document.adjustment')}
        invalidates={[inventoryPath]}
        done={() => ({ path: '/inventory/stock', said: t('document.adjusted') })}
      >
        {(form) => (
          <LinesInput<Values, Line>
            form={form}
            name="lines"
            newLine={newLine}
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
                label: form.values.mode === 'count' ? t('document.counted') : t('document.change'),
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

function bodyOf({ mode, lines, ...rest }: Values): Record<string, unknown> {
  return {
    ...rest,
    lines: lines
      .filter((line) => line.variantId)
      .map(({ variantId, quantity }) =>
        mode === 'count' ? { variantId, counted: quantity } : { variantId, quantity },
      ),
  }
}
