import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import { FormDialog } from '../../../kernel/ui/form/form-dialog.tsx'
import { PlainTable } from '../../../kernel/ui/grid/plain-table.tsx'
import { Await, Empty, Page, Section } from '../../../kernel/ui/page.tsx'
import { useCommand, useEndpoint } from '../../../kernel/ui/queries.ts'
import { request } from '../../../kernel/ui/request.ts'
import { variantLookup } from '../../catalog/ui/public.ts'
import { inventoryPath, useWarehouseOptions } from './inventory.ts'
import { useT } from './text.ts'

interface Rule {
  id: string
  channelCode: string
  variantId: string | null
  sku: string
  productName: string
  warehouseCode: string | null
  safetyQuantity: string
  excluded: boolean
}

const rulesPath = `${inventoryPath}/channel-rules`

/** What each channel keeps back or does not sell from. */
export default function ChannelRules(): ReactNode {
  const t = useT()
  const rules = useEndpoint<{ items: Rule[] }>(rulesPath)
  const remove = useCommand<string>(
    (id, key) => request('DELETE', `${rulesPath}/${id}`, { idempotencyKey: key }),
    {
      invalidates: [inventoryPath],
      said: t('rule.removed'),
    },
  )
  return (
    <Page title={t('rule.plural')} subtitle={t('rule.hint')} actions={<AddRule />}>
      <Await query={rules}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title={t('rule.empty.title')} text={t('rule.empty.text')} />
          ) : (
            <Section flush>
              <PlainTable<Rule>
                caption={t('rule.plural')}
                rows={items}
                rowKey={(rule) => rule.id}
                columns={[
                  { key: 'channelCode', label: t('rule.channel') },
                  {
                    key: 'sku',
                    label: t('stock.product'),
                    value: (rule) =>
                      rule.variantId ? `${rule.sku} · ${rule.productName}` : t('rule.everything'),
                  },
                  {
                    key: 'warehouseCode',
                    label: t('stock.warehouse'),
                    value: (rule) => rule.warehouseCode ?? t('warehouse.all'),
                  },
                  { key: 'safetyQuantity', label: t('rule.safety'), kind: 'quantity' },
                  { key: 'excluded', label: t('rule.excluded'), kind: 'yes' },
                  {
                    key: 'remove',
                    label: '',
                    render: (rule) => (
                      <Button variant="subtle" size="compact-xs" onClick={() => remove.mutate(rule.id)}>
                        {t('rule.remove')}
                      </Button>
                    ),
                  },
                ]}
              />
            </Section>
          )
        }
      </Await>
    </Page>
  )
}

interface Values {
  channelCode: string | null
  variantId: string | null
  warehouseId: string | null
  safetyQuantity: string
  excluded: boolean
}

function AddRule(): ReactNode {
  const t = useT()
  const warehouses = useWarehouseOptions()
  const channels = useEndpoint<{ items: { code: string; name: string }[] }>('/api/v1/catalog/channels', {
    limit: 200,
  })
  const channelOptions = (channels.data?.items ?? []).map(({ code, name }) => ({ value: code, label: name }))
  return (
    <FormDialog<Values>
      primary
      label={t('rule.add')}
      initial={{
        channelCode: null,
        variantId: null,
        warehouseId: null,
        safetyQuantity: '0',
        excluded: false,
      }}
      fields={[
        {
          name: 'channelCode',
          label: t('rule.channel'),
          kind: 'choice',
          required: true,
          options: channelOptions,
        },
        {
          name: 'warehouseId',
          label: t('stock.warehouse'),
          kind: 'choice',
          options: warehouses,
          placeholder: t('warehouse.all'),
        },
        {
          name: 'variantId',
          label: t('stock.product'),
          kind: 'lookup',
          lookup: variantLookup,
          placeholder: t('rule.everything'),
        },
        { name: 'safetyQuantity', label: t('rule.safety'), kind: 'quantity' },
        { name: 'excluded', label: t('rule.excluded'), kind: 'yes' },
      ]}
      submit={(values, key) =>
        request('PUT', rulesPath, {
          body: {
            ...values,
            warehouseId: values.warehouseId || null,
            safetyQuantity: values.safetyQuantity || '0',
          },
          idempotencyKey: key,
        })
      }
      invalidates={[inventoryPath]}
      said={() => t('rule.added')}
    />
  )
}
