import { Switch } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import type { ScreenProps } from '../../../kernel/ui/define-ui.ts'
import { Link } from '../../../kernel/ui/link.tsx'
import { useMay } from '../../../kernel/ui/me.ts'
import { Await, Page, Section } from '../../../kernel/ui/page.tsx'
import { useRecord } from '../../../kernel/ui/queries.ts'
import { StateBadge } from '../../../kernel/ui/values.tsx'
import { type PickState, pickTone, type Stop, wavesPath } from './inventory.ts'
import { ScanPad } from './scan-pad.tsx'
import { keepSound, soundIsOn } from './sound.ts'
import station from './station.module.css'
import { Stops } from './stops.tsx'
import { useT } from './text.ts'

interface WavePage {
  id: string
  number: string
  picks: { id: string; orderNumber: string; slot: number; state: PickState; priority: number }[]
  stops: Stop[]
}

/** Several orders in one walk; each scan says into which tote the goods go. */
export default function WaveWalk({ params }: ScreenProps): ReactNode {
  const wave = useRecord<WavePage>(wavesPath, params.id ?? '')
  return <Await query={wave}>{(found) => <Walk wave={found} />}</Await>
}

function Walk({ wave }: { wave: WavePage }): ReactNode {
  const t = useT()
  const mayWork = useMay('pick.work')
  const [sound, setSound] = useState(soundIsOn)
  const open = wave.stops.some((stop) => stop.picked !== stop.quantity)
  return (
    <Page narrow title={wave.number} subtitle={t('wave.walk')} back="/inventory/waves">
      <div className={station.station}>
        {open && mayWork ? (
          <>
            <ScanPad path={`${wavesPath}/${wave.id}`} sound={sound} />
            <Switch
              label={t('pick.sound')}
              checked={sound}
              onChange={(event) => {
                setSound(event.target.checked)
                keepSound(event.target.checked)
              }}
            />
          </>
        ) : (
          <div className={station.verdict} data-tone="good" role="status">
            {t('pick.done')}
          </div>
        )}
        <Stops stops={wave.stops} slots />
        <Section title={t('wave.picks')}>
          <ul className={station.queue}>
            {wave.picks.map((pick) => (
              <li key={pick.id}>
                <Link
                  to={`/inventory/station/${pick.id}`}
                  className={station.job}
                  data-urgent={pick.priority > 0 || undefined}
                  underline="never"
                >
                  <span>
                    <span className={station.number}>{t('pick.slot', { n: String(pick.slot) })}</span>{' '}
                    {pick.orderNumber}
                  </span>
                  <StateBadge tone={pickTone[pick.state]} label={t(`state.${pick.state}`)} />
                </Link>
              </li>
            ))}
          </ul>
        </Section>
      </div>
    </Page>
  )
}
