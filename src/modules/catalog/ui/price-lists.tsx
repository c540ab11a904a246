import type { ReactNode } from 'react'
import type { Column } from '../../../kernel/ui/grid/column.ts'
import { EntityList } from '../../../kernel/ui/list/entity-list.tsx'
import { useMay } from '../../../kernel/ui/me.ts'
import { type PriceList, priceListsPath, useChannels } from './catalog.ts'
import { PriceListDialog } from './price-list-dialog.tsx'
import { useT } from './text.ts'

export default function PriceLists(): ReactNode {
  const t = useT()
  const mayChange = useMay('price.change')
  const channelName = new Map(useChannels().map(({ id, name }) => [id, name]))
  const columns: Column<PriceList>[] = [
    { key: 'code', label: t('priceList.code'), width: 150 },
    { key: 'name', label: t('priceList.name'), width: 220 },
    {
      key: 'channelId',
      label: t('priceList.channel'),
      sortable: false,
      width: 140,
      value: (row) => (row.channelId ? channelName.get(row.channelId) : t('priceList.everyChannel')),
    },
    {
      key: 'customerGroup',
      label: t('priceList.customerGroup'),
      sortable: false,
      width: 130,
      value: (row) => row.customerGroup ?? t('priceList.everyGroup'),
    },
    {
      key: 'period',
      label: t('priceList.period'),
      sortable: false,
      width: 190,
      value: (row) => periodOf(row) ?? t('priceList.always'),
    },
    { key: 'currency', label: t('priceList.currency'), sortable: false, width: 80 },
    {
      key: 'pricesIncludeTax',
      label: t('priceList.pricesIncludeTax'),
      kind: 'yes',
      sortable: false,
      width: 110,
    },
    { key: 'active', label: t('priceList.active'), kind: 'yes', sortable: false },
  ]
  return (
    <EntityList<PriceList>
      entity="price-list"
      base={priceListsPath}
      title={t('priceList.plural')}
      subtitle={t('priceList.howChosen')}
      columns={columns}
      defaultSort="code"
      open={(row) => `/catalog/price-lists/${row.id}`}
      tools={mayChange ? <PriceListDialog /> : null}
      filters={[
        { field: 'active', label: t('priceList.active'), kind: 'yes' },
        { field: 'currency', label: t('priceList.currency'), kind: 'text' },
        { field: 'customerGroup', label: t('priceList.customerGroup'), kind: 'text' },
      ]}
      empty={{ title: t('priceList.empty.title'), text: t('priceList.empty.text') }}
    />
  )
}

export function periodOf({ validFrom, validTo }: Pick<PriceList, 'validFrom' | 'validTo'>): string | null {
  return validFrom || validTo ? `${validFrom ?? ''} – ${validTo ?? ''}` : null
}
