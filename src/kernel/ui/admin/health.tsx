import type { ReactNode } from 'react'
import { PlainTable } from '../grid/plain-table.tsx'
import { Await, Page, Section } from '../page.tsx'
import { useEndpoint } from '../queries.ts'
import { StateBadge, type Tone } from '../values.tsx'
import { useAdminWords } from './text.ts'

interface Check {
  name: string
  state: 'ok' | 'slow' | 'failed'
  detail: string | null
}

interface Health {
  state: Check['state']
  checks: Check[]
}

const everyMs = 15_000
const tones: Record<Check['state'], Tone> = { ok: 'good', slow: 'attention', failed: 'stopped' }

/** Whether the house stands: database, workers, queues, backups. */
export default function HealthScreen(): ReactNode {
  const t = useAdminWords()
  const health = useEndpoint<Health>('/api/v1/kernel/health', undefined, { everyMs })
  const badge = (state: Check['state']) => (
    <StateBadge tone={tones[state] ?? 'neutral'} label={t(`health.${state}`)} />
  )
  return (
    <Page title={t('health.title')} badge={health.data ? badge(health.data.state) : null}>
      <Await query={health}>
        {({ checks }) => (
          <Section flush>
            <PlainTable
              caption={t('health.title')}
              rows={checks}
              rowKey={(row) => row.name}
              columns={[
                { key: 'name', label: t('health.check') },
                { key: 'state', label: t('state'), render: (row) => badge(row.state) },
                { key: 'detail', label: t('health.detail') },
              ]}
            />
          </Section>
        )}
      </Await>
    </Page>
  )
}
