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
  fromWarehouseId: string | null
  toWarehouseId: string | null
  businessDate: string
  reference: string
  lines: Line[]
}

/** Goods that go from one warehouse to another and take their value with them. */
export default function TransferForm(): ReactNode {
  const t = useT()
  const warehouses = useWarehouseOptions()
  const newLine = (): Line => ({ variantId: null, quantity: '' })
  const choice = { kind: 'choice', required: true, options: warehouses } as const
  return (
    <Page title={t('document.transfer')} back="/inventory/stock">
      <EntityForm<Values>
        name="transfer.new"
        initial={{
          fromWarehouseId: null,
          toWarehouseId: null,
          businessDate: today(),
          reference: '',
          lines: [newLine()],
        }}
        fields={[
          { name: 'fromWarehouseId', label: t('document.from'), ...choice },
          { name: 'toWarehouseId', label: t('document.to'), ...choice },
          { name: 'businessDate', label: t('document.businessDate'), kind: 'date', required: true },
          { name: 'reference', label: t('document.reference'), kind: 'text', maxLength: 100 },
        ]}
        submit={(values, key) =>
          request('POST', `${inventoryPath}/transfers`, {
            body: { ...values, lines: values.lines.filter((line) => line.variantId) },
            idempotencyKey: key,
          })
        }
        submitLabel={t('document.transfer')}
        invalidates={[inventoryPath]}
        done={() => ({ path: '/inventory/stock', said: t('document.transferred') })}
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
                label: t('document.quantity'),
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
