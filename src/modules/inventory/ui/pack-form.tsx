import { ActionIcon, Button, Group, TextInput } from '@mantine/core'
import { IconPlus, IconPrinter, IconTrash } from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import { QuantityInput } from '../../../kernel/ui/form/number-inputs.tsx'
import { numberText } from '../../../kernel/ui/format.ts'
import { PlainTable } from '../../../kernel/ui/grid/plain-table.tsx'
import { useGo } from '../../../kernel/ui/link.tsx'
import { Section } from '../../../kernel/ui/page.tsx'
import { useCommand } from '../../../kernel/ui/queries.ts'
import { request } from '../../../kernel/ui/request.ts'
import { useWords } from '../../../kernel/ui/text.ts'
import { inventoryPath, type PickPage, picksPath, type Stop } from './inventory.ts'
import station from './station.module.css'
import { useT } from './text.ts'

interface Draft {
  box: string
  weightGrams: string
}

/** A carton and its filling, for the weight proposed at first. */
const packagingGrams = 150

/** Parcels with their weight; the weight of what was picked is proposed. Enter packs. */
export function PackForm({ pick }: { pick: PickPage }): ReactNode {
  const t = useT()
  const kernel = useWords()
  const go = useGo()
  const [parcels, setParcels] = useState<Draft[]>([
    { box: '', weightGrams: String(proposedGrams(pick.stops)) },
  ])
  const change = (index: number, patch: Partial<Draft>) =>
    setParcels(parcels.map((parcel, at) => (at === index ? { ...parcel, ...patch } : parcel)))
  const pack = useCommand<object>(
    (body, key) =>
      request('POST', `${picksPath}/${pick.id}/pack`, { body, ifMatch: pick.version, idempotencyKey: key }),
    {
      invalidates: [inventoryPath],
      said: t('pick.packed', { order: pick.orderNumber }),
      onDone: () => go('/inventory/station?work=pack'),
    },
  )
  return (
    <Section title={t('pick.pack')} actions={<SlipLink id={pick.id} />}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          pack.mutate({
            parcels: parcels.map(({ box, weightGrams }) => ({
              box,
              weightGrams: Math.round(Number(weightGrams)),
            })),
          })
        }}
      >
        {parcels.map((parcel, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: parcels have no name but their place.
          <div key={index} className={station.parcel}>
            <QuantityInput
              label={t('pick.weight')}
              value={parcel.weightGrams}
              onChange={(weightGrams) => change(index, { weightGrams })}
              required
            />
            <TextInput
              label={t('pick.box')}
              value={parcel.box}
              onChange={(event) => change(index, { box: event.target.value })}
            />
            <ActionIcon
              size={36}
              aria-label={kernel('remove')}
              disabled={parcels.length === 1}
              onClick={() => setParcels(parcels.toSpliced(index, 1))}
            >
              <IconTrash size={18} aria-hidden="true" />
            </ActionIcon>
          </div>
        ))}
        <Group justify="space-between">
          <Button
            size="md"
            variant="default"
            leftSection={<IconPlus size={16} aria-hidden="true" />}
            onClick={() => setParcels([...parcels, { box: '', weightGrams: '' }])}
          >
            {t('pick.addParcel')}
          </Button>
          <Button size="md" type="submit" loading={pack.isPending}>
            {t('action.pack')}
          </Button>
        </Group>
      </form>
    </Section>
  )
}

export function PackedParcels({ pick }: { pick: PickPage }): ReactNode {
  const t = useT()
  return (
    <Section flush title={t('state.packed')} actions={<SlipLink id={pick.id} />}>
      <PlainTable
        caption={t('pick.box')}
        rows={pick.parcels}
        rowKey={(parcel) => String(parcel.position)}
        columns={[
          { key: 'position', label: '#', kind: 'number' },
          { key: 'box', label: t('pick.box') },
          {
            key: 'weightGrams',
            label: t('pick.weight'),
            kind: 'number',
            render: (parcel) => numberText(parcel.weightGrams),
          },
        ]}
      />
    </Section>
  )
}

function SlipLink({ id }: { id: string }): ReactNode {
  const t = useT()
  return (
    <Button
      component="a"
      href={`${picksPath}/${id}/packing-slip.pdf`}
      target="_blank"
      rel="noopener"
      variant="default"
      leftSection={<IconPrinter size={14} aria-hidden="true" />}
    >
      {t('pick.slip')}
    </Button>
  )
}

function proposedGrams(stops: readonly Stop[]): number {
  const goods = stops.reduce((sum, stop) => sum + stop.weightGrams * Number(stop.quantity), 0)
  return goods + packagingGrams
}
