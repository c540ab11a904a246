import { SegmentedControl, Select } from '@mantine/core'
import { type ReactNode, useCallback } from 'react'
import { ButtonLink, Link, useUrl } from '../../../kernel/ui/link.tsx'
import { Await, Empty, Page } from '../../../kernel/ui/page.tsx'
import { invalidate, useEndpoint } from '../../../kernel/ui/queries.ts'
import { useLive } from '../../../kernel/ui/use-live.tsx'
import { StateBadge, When } from '../../../kernel/ui/values.tsx'
import classes from './inventory.module.css'
import { inventoryPath, type PickRow, pickTone, useWarehouseOptions } from './inventory.ts'
import station from './station.module.css'
import { useT } from './text.ts'

const queuePath = `${inventoryPath}/pick-queue`

/** What is to be done now, urgent first. Made for a thumb and for the arrow keys. */
export default function Station(): ReactNode {
  const t = useT()
  const [url, setUrl] = useUrl()
  const warehouses = useWarehouseOptions()
  const work = url.work === 'pack' ? 'pack' : 'pick'
  const queue = useEndpoint<{ items: PickRow[] }>(
    queuePath,
    { warehouseId: url.warehouse, states: work === 'pack' ? 'picked' : 'waiting,picking' },
    { keep: true },
  )
  useLive(
    ['pick'],
    useCallback(() => void invalidate(queuePath), []),
  )
  return (
    <Page
      narrow
      title={t('pick.plural')}
      actions={
        <>
          <ButtonLink to="/inventory/waves" variant="default">
            {t('wave.plural')}
          </ButtonLink>
          <ButtonLink to="/inventory/picks" variant="default">
            {t('pick.list')}
          </ButtonLink>
        </>
      }
      tools={
        <div className={classes.tools}>
          <SegmentedControl
            size="md"
            aria-label={t('pick.station')}
            value={work}
            onChange={(next) => setUrl({ work: next === 'pack' ? 'pack' : undefined })}
            data={[
              { value: 'pick', label: t('pick.toPick') },
              { value: 'pack', label: t('pick.toPack') },
            ]}
          />
          <Select
            size="md"
            clearable
            aria-label={t('pick.warehouse')}
            placeholder={t('warehouse.all')}
            data={warehouses}
            value={url.warehouse ?? null}
            onChange={(next) => setUrl({ warehouse: next ?? undefined })}
          />
        </div>
      }
    >
      <Await query={queue}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title={t('pick.nothing.title')} text={t('pick.nothing.text')} />
          ) : (
            <ul className={station.queue}>
              {items.map((pick) => (
                <li key={pick.id}>
                  <Job pick={pick} />
                </li>
              ))}
            </ul>
          )
        }
      </Await>
    </Page>
  )
}

function Job({ pick }: { pick: PickRow }): ReactNode {
  const t = useT()
  const urgent = pick.priority > 0
  return (
    <Link
      to={`/inventory/station/${pick.id}`}
      className={station.job}
      data-urgent={urgent || undefined}
      underline="never"
    >
      <span className={station.number}>{pick.orderNumber}</span>
      <span>
        {urgent ? <StateBadge tone="attention" label={t('pick.urgent')} /> : null}{' '}
        <StateBadge tone={pickTone[pick.state]} label={t(`state.${pick.state}`)} />
      </span>
      <span className={station.quiet}>
        {[pick.warehouseName, pick.pickerName].filter(Boolean).join(' · ')} · <When at={pick.createdAt} />
      </span>
      <span className={station.quiet}>{t('pick.progress', { done: pick.pickedUnits, all: pick.units })}</span>
    </Link>
  )
}
