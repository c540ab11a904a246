import { Switch } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import type { ScreenProps } from '../../../kernel/ui/define-ui.ts'
import { Link } from '../../../kernel/ui/link.tsx'
import { useMay } from '../../../kernel/ui/me.ts'
import { Await, Page } from '../../../kernel/ui/page.tsx'
import { useCommand, useRecord } from '../../../kernel/ui/queries.ts'
import { Actions } from '../../../kernel/ui/record/actions.tsx'
import { request } from '../../../kernel/ui/request.ts'
import { StateBadge } from '../../../kernel/ui/values.tsx'
import { inventoryPath, type PickPage, picksPath, pickTone } from './inventory.ts'
import { PackedParcels, PackForm } from './pack-form.tsx'
import { ScanPad } from './scan-pad.tsx'
import { keepSound, soundIsOn } from './sound.ts'
import station from './station.module.css'
import { Stops } from './stops.tsx'
import { useT } from './text.ts'

/** One pick at the station: scan until all is there, then pack. */
export default function StationPick({ params }: ScreenProps): ReactNode {
  const pick = useRecord<PickPage>(picksPath, params.id ?? '')
  return <Await query={pick}>{(found) => <Work pick={found} />}</Await>
}

function Work({ pick }: { pick: PickPage }): ReactNode {
  const t = useT()
  const mayWork = useMay('pick.work')
  const [sound, setSound] = useState(soundIsOn)
  const path = `${picksPath}/${pick.id}`
  const undo = useCommand<string>(
    (lineId, key) => request('POST', `${path}/lines/${lineId}/undo`, { body: {}, idempotencyKey: key }),
    {
      invalidates: [inventoryPath],
      said: t('pick.undone'),
    },
  )
  const underWay = pick.state === 'waiting' || pick.state === 'picking'
  return (
    <Page
      narrow
      title={pick.orderNumber}
      back="/inventory/station"
      subtitle={[pick.warehouseName, pick.pickerName].filter(Boolean).join(' · ')}
      badge={
        <>
          <StateBadge tone={pickTone[pick.state]} label={t(`state.${pick.state}`)} />
          {pick.priority > 0 ? <StateBadge tone="attention" label={t('pick.urgent')} /> : null}
        </>
      }
      actions={
        <Actions
          // Packing has its own form below; the scan begins and finishes the rest by itself.
          document={{ ...pick, actions: pick.actions.filter(({ name }) => name === 'putBack') }}
          base={picksPath}
          entity="pick"
          actionLabel={(name) => t.loose(`action.${name}`)}
          inputs={{
            putBack: [
              { name: 'reason', label: t('document.reason'), kind: 'text', required: true, wide: true },
            ],
          }}
        />
      }
    >
      <div className={station.station}>
        {underWay && mayWork ? (
          <>
            <ScanPad path={path} sound={sound} />
            <Switch
              label={t('pick.sound')}
              checked={sound}
              onChange={(event) => {
                setSound(event.target.checked)
                keepSound(event.target.checked)
              }}
            />
          </>
        ) : null}
        {pick.state === 'picked' && mayWork ? <PackForm pick={pick} /> : null}
        {pick.state === 'packed' ? <PackedParcels pick={pick} /> : null}
        <Stops
          stops={pick.stops}
          {...(pick.state === 'picking' && mayWork ? { onUndo: (part) => undo.mutate(part.lineId) } : {})}
        />
        {pick.waveId ? <Link to={`/inventory/waves/${pick.waveId}`}>{t('wave.walk')}</Link> : null}
      </div>
    </Page>
  )
}
