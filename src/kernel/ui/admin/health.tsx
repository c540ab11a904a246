import type { ReactNode } from 'react'
import { bytesText, numberText } from '../format.ts'
import { PlainTable } from '../grid/plain-table.tsx'
import { Await, Page, Section } from '../page.tsx'
import { useEndpoint } from '../queries.ts'
import { StateBadge } from '../values.tsx'
import { useAdminWords } from './text.ts'

interface Component {
  name: string
  state: 'good' | 'attention' | 'stopped'
  figures: Record<string, number | string>
}

interface Health {
  state: Component['state']
  components: Component[]
}

const everyMs = 15_000

/** Whether the house stands: database, workers, queues, disk. */
export default function HealthScreen(): ReactNode {
  const t = useAdminWords()
  const health = useEndpoint<Health>('/api/v1/kernel/health', undefined, { everyMs })
  const badge = (state: Component['state']) => <StateBadge tone={state} label={t(`health.${state}`)} />
  return (
    <Page title={t('health.title')} badge={health.data ? badge(health.data.state) : null}>
      <Await query={health}>
        {({ components }) => (
          <Section flush>
            <PlainTable
              caption={t('health.title')}
              rows={components}
              rowKey={(row) => row.name}
              columns={[
                { key: 'name', label: t('health.check'), value: (row) => t.loose(`health.part.${row.name}`) },
                { key: 'state', label: t('state'), render: (row) => badge(row.state) },
                {
                  key: 'figures',
                  label: t('health.detail'),
                  value: (row) =>
                    Object.entries(row.figures)
                      .map(
                        ([name, value]) => `${t.loose(`health.figure.${name}`)} ${figureText(name, value)}`,
                      )
                      .join(' · '),
                },
              ]}
            />
          </Section>
        )}
      </Await>
    </Page>
  )
}

function figureText(name: string, value: number | string): string {
  if (typeof value === 'string') return value
  if (name.endsWith('Bytes')) return bytesText(value)
  if (name.endsWith('Ms')) return `${numberText(value)} ms`
  if (name.endsWith('Percent')) return `${value}%`
  return numberText(value)
}
