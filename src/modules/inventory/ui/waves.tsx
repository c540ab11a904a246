import { Button, Checkbox, Select } from '@mantine/core'
import { type ReactNode, useCallback, useState } from 'react'
import { PlainTable } from '../../../kernel/ui/grid/plain-table.tsx'
import { Link, useGo, useUrl } from '../../../kernel/ui/link.tsx'
import { useMay } from '../../../kernel/ui/me.ts'
import { Await, Empty, Page, Section } from '../../../kernel/ui/page.tsx'
import { invalidate, useCommand, useEndpoint } from '../../../kernel/ui/queries.ts'
import { request } from '../../../kernel/ui/request.ts'
import { useLive } from '../../../kernel/ui/use-live.tsx'
import { StateBadge } from '../../../kernel/ui/values.tsx'
import classes from './inventory.module.css'
import { inventoryPath, type PickRow, useWarehouseOptions, wavesPath } from './inventory.ts'
import { useT } from './text.ts'

interface Wave {
  id: string
  number: string
  createdAt: string
  picks: number
  units: string
  pickedUnits: string
  open: number
}

const waveSize = 24
const queuePath = `${inventoryPath}/pick-queue`

/** Waiting picks bundled into walks: chosen by hand, or the most urgent at once. */
export default function Waves(): ReactNode {
  const t = useT()
  const go = useGo()
  const [url, setUrl] = useUrl()
  const warehouses = useWarehouseOptions()
  const mayWork = useMay('pick.work')
  // Nobody wants to begin where nothing waits.
  const urgent = useEndpoint<{ items: PickRow[] }>(
    queuePath,
    { states: 'waiting' },
    { enabled: !url.warehouse },
  )
  const warehouseId = url.warehouse ?? urgent.data?.items[0]?.warehouseId ?? warehouses[0]?.value
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const enabled = warehouseId !== undefined
  const queue = useEndpoint<{ items: PickRow[] }>(
    queuePath,
    { warehouseId, states: 'waiting' },
    { enabled, keep: true },
  )
  const waves = useEndpoint<{ items: Wave[] }>(
    wavesPath,
    { warehouseId, open: true },
    { enabled, keep: true },
  )
  useLive(
    ['pick', 'wave'],
    useCallback(() => void invalidate(inventoryPath), []),
  )
  const build = useCommand<object, { id: string; number: string; picks: number }>(
    (body, key) => request('POST', wavesPath, { body, idempotencyKey: key }),
    {
      invalidates: [inventoryPath],
      said: (made) => t('wave.built', { number: made.number, n: made.picks }),
      onDone: (made) => go(`/inventory/waves/${made.id}`),
    },
  )
  const loose = (queue.data?.items ?? []).filter((pick) => pick.waveId === null)
  const pickIds = loose.filter((pick) => chosen.has(pick.id)).map((pick) => pick.id)
  return (
    <Page
      title={t('wave.plural')}
      subtitle={t('wave.buildHint')}
      back="/inventory/station"
      actions={
        mayWork ? (
          <>
            <Button
              variant="default"
              disabled={loose.length === 0}
              loading={build.isPending}
              onClick={() => build.mutate({ warehouseId })}
            >
              {t('wave.auto', { n: Math.min(loose.length, waveSize) })}
            </Button>
            <Button
              disabled={pickIds.length === 0 || pickIds.length > waveSize}
              loading={build.isPending}
              onClick={() => build.mutate({ warehouseId, pickIds })}
            >
              {t('wave.buildSelected', { n: pickIds.length })}
            </Button>
          </>
        ) : null
      }
      tools={
        <div className={classes.tools}>
          <Select
            aria-label={t('pick.warehouse')}
            data={warehouses}
            value={warehouseId ?? null}
            allowDeselect={false}
            onChange={(next) => {
              setChosen(new Set())
              setUrl({ warehouse: next ?? undefined })
            }}
          />
        </div>
      }
    >
      <Section flush title={t('wave.waiting')}>
        <Await query={queue}>
          {() =>
            loose.length === 0 ? (
              <Empty title={t('pick.nothing.title')} text={t('pick.nothing.text')} />
            ) : (
              <Waiting picks={loose} chosen={chosen} onChange={setChosen} />
            )
          }
        </Await>
      </Section>
      <Section flush title={t('wave.made')}>
        <Await query={waves}>
          {({ items }) =>
            items.length === 0 ? (
              <Empty title={t('wave.empty.title')} text={t('wave.empty.text')} />
            ) : (
              <PlainTable<Wave>
                caption={t('wave.made')}
                rows={items}
                rowKey={(wave) => wave.id}
                columns={[
                  {
                    key: 'number',
                    label: t('wave.number'),
                    render: (wave) => <Link to={`/inventory/waves/${wave.id}`}>{wave.number}</Link>,
                  },
                  { key: 'picks', label: t('wave.picks'), kind: 'number' },
                  { key: 'open', label: t('wave.open'), kind: 'number' },
                  {
                    key: 'units',
                    label: t('pick.units'),
                    kind: 'number',
                    render: (wave) => t('pick.progress', { done: wave.pickedUnits, all: wave.units }),
                  },
                  { key: 'createdAt', label: t('wave.createdAt'), kind: 'instant' },
                ]}
              />
            )
          }
        </Await>
      </Section>
    </Page>
  )
}

function Waiting({
  picks,
  chosen,
  onChange,
}: {
  picks: readonly PickRow[]
  chosen: ReadonlySet<string>
  onChange: (chosen: ReadonlySet<string>) => void
}): ReactNode {
  const t = useT()
  const toggle = (id: string) => {
    const next = new Set(chosen)
    if (!next.delete(id)) next.add(id)
    onChange(next)
  }
  return (
    <PlainTable<PickRow>
      caption={t('wave.waiting')}
      rows={picks}
      rowKey={(pick) => pick.id}
      columns={[
        {
          key: 'choose',
          label: t('wave.picks'),
          render: (pick) => (
            <Checkbox
              aria-label={pick.orderNumber}
              checked={chosen.has(pick.id)}
              onChange={() => toggle(pick.id)}
            />
          ),
        },
        { key: 'orderNumber', label: t('pick.order') },
        {
          key: 'priority',
          label: t('pick.priority'),
          render: ({ priority }) =>
            priority > 0 ? <StateBadge tone="attention" label={t('pick.urgent')} /> : null,
        },
        { key: 'lineCount', label: t('pick.lines'), kind: 'number' },
        { key: 'units', label: t('pick.units'), kind: 'quantity' },
        { key: 'createdAt', label: t('pick.createdAt'), kind: 'instant' },
      ]}
    />
  )
}
