import { Button, Switch, TextInput } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { type ReactNode, useDeferredValue, useState } from 'react'
import type { ScreenProps } from '../../../kernel/ui/define-ui.ts'
import { numberText, today } from '../../../kernel/ui/format.ts'
import type { Column } from '../../../kernel/ui/grid/column.ts'
import { DataGrid } from '../../../kernel/ui/grid/data-grid.tsx'
import { useMay } from '../../../kernel/ui/me.ts'
import { Await, Empty, Page } from '../../../kernel/ui/page.tsx'
import { type ListAnswer, useRecord } from '../../../kernel/ui/queries.ts'
import { api } from '../../../kernel/ui/request.ts'
import classes from './catalog.module.css'
import { type PriceList, priceListsPath, useChannels } from './catalog.ts'
import { PastePrices } from './paste-prices.tsx'
import { PriceListDialog } from './price-list-dialog.tsx'
import { periodOf } from './price-lists.tsx'
import { useT } from './text.ts'

interface PriceRow {
  id: string
  variantId: string
  sku: string
  productName: string
  variantName: string
  minQuantity: string
  unitPrice: string
  validFrom: string
  validTo: string | null
  supersededAt: string | null
}

/** The prices of a list on a day, as a grid into which a spreadsheet can be pasted. */
export default function PriceListDetail({ params }: ScreenProps): ReactNode {
  const list = useRecord<PriceList>(priceListsPath, params.id ?? '')
  return <Await query={list}>{(found) => <Prices list={found} />}</Await>
}

function Prices({ list }: { list: PriceList }): ReactNode {
  const t = useT()
  const mayChange = useMay('price.change')
  const channelName = useChannels().find(({ id }) => id === list.channelId)?.name
  const [on, setOn] = useState(today())
  const [typed, setTyped] = useState('')
  const [history, setHistory] = useState(false)
  const [pasting, setPasting] = useState(false)
  const q = useDeferredValue(typed)
  const path = `${priceListsPath}/${list.id}/prices`
  const pages = useInfiniteQuery({
    queryKey: [path, { on, q, history }],
    queryFn: ({ pageParam, signal }) =>
      api.get<ListAnswer<PriceRow>>(
        path,
        { on, q: q || undefined, history, cursor: pageParam ?? undefined },
        signal,
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
    placeholderData: (before) => before,
  })
  const rows = pages.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <Page
      fill
      title={list.name}
      back="/catalog/price-lists"
      subtitle={[
        list.code,
        channelName ?? t('priceList.everyChannel'),
        list.customerGroup ?? t('priceList.everyGroup'),
        list.currency,
        periodOf(list) ?? t('priceList.always'),
      ].join(' · ')}
      actions={
        mayChange ? (
          <>
            <PriceListDialog list={list} />
            <Button onClick={() => setPasting(true)}>{t('price.paste')}</Button>
          </>
        ) : null
      }
      tools={
        <div className={classes.tools}>
          <TextInput
            type="date"
            label={t('price.on')}
            value={on}
            onChange={(event) => setOn(event.target.value || today())}
          />
          <TextInput
            label={t('price.findPrices')}
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
            type="search"
          />
          <Switch
            label={t('price.history')}
            checked={history}
            onChange={(event) => setHistory(event.target.checked)}
          />
        </div>
      }
    >
      <DataGrid<PriceRow>
        name="catalog.prices"
        caption={t('price.plural')}
        columns={columnsOf(t, history)}
        rows={rows}
        open={undefined}
        more={pages.hasNextPage && !pages.isFetching ? () => void pages.fetchNextPage() : undefined}
        loading={pages.isPending}
        error={pages.error}
        retry={() => void pages.refetch()}
        rowTone={(row) => (row.supersededAt ? 'neutral' : undefined)}
        empty={<Empty title={t('price.empty.title')} text={t('price.empty.text')} />}
      />
      <PastePrices list={list} opened={pasting} onClose={() => setPasting(false)} />
    </Page>
  )
}

function columnsOf(t: ReturnType<typeof useT>, history: boolean): Column<PriceRow>[] {
  return [
    { key: 'sku', label: t('variant.sku'), width: 150 },
    {
      key: 'productName',
      label: t('product.name'),
      width: 260,
      value: (row) => [row.productName, row.variantName].join(' ').trim(),
    },
    {
      key: 'minQuantity',
      label: t('price.minQuantity'),
      kind: 'quantity',
      width: 120,
      render: (row) =>
        Number(row.minQuantity) === 0 ? t('price.any') : t('price.from', { n: numberText(row.minQuantity) }),
    },
    {
      key: 'unitPrice',
      label: t('price.unitPrice'),
      kind: 'number',
      width: 130,
      render: (row) => numberText(row.unitPrice),
    },
    { key: 'validFrom', label: t('price.validFrom'), kind: 'date' },
    { key: 'validTo', label: t('price.validTo'), kind: 'date' },
    ...(history
      ? [
          {
            key: 'supersededAt',
            label: t('product.state'),
            kind: 'state' as const,
            state: (row: PriceRow) =>
              row.supersededAt
                ? { tone: 'neutral' as const, label: t('price.superseded') }
                : { tone: 'good' as const, label: t('price.inForce') },
          },
        ]
      : []),
  ]
}
