import { Button } from '@mantine/core'
import { IconShieldCheck } from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import { Dialog } from '../dialog.tsx'
import { instantText } from '../format.ts'
import { entityName, RecordLink } from '../link.tsx'
import { EntityList } from '../list/entity-list.tsx'
import { useCommand } from '../queries.ts'
import { Facts } from '../record/record-page.tsx'
import { api } from '../request.ts'
import { StateBadge } from '../values.tsx'
import classes from './admin.module.css'
import { useAdminWords } from './text.ts'

interface AuditRow {
  id: string
  at: string
  actorName: string
  action: string
  entity: string
  recordId: string
  before: Record<string, unknown> | null
  after: Record<string, unknown> | null
  reason: string | null
  traceId: string
  ip: string | null
}

interface Verdict {
  checked: string
  waiting: string
  anchors: number
  faults: { kind: string; seq: string | null; entryId: string | null }[]
}

const base = '/api/v1/kernel/audit'

/** Who changed what, when and why; a button proves that nothing was altered since. */
export default function Audit(): ReactNode {
  const t = useAdminWords()
  const [shown, setShown] = useState<AuditRow>()
  const verify = useCommand(() => api.post<Verdict>(`${base}/verify`))
  const verdict = verify.data
  const fault = verdict?.faults[0]
  return (
    <>
      <EntityList<AuditRow>
        entity="audit"
        base={base}
        title={t('audit.title')}
        subtitle={
          verdict ? (
            <StateBadge
              tone={fault ? 'stopped' : 'good'}
              label={
                fault
                  ? t('audit.broken', { at: `${fault.kind} ${fault.seq ?? ''}`, n: verdict.faults.length })
                  : t('audit.intact', { n: verdict.checked, anchors: verdict.anchors })
              }
            />
          ) : null
        }
        tools={
          <Button
            variant="default"
            leftSection={<IconShieldCheck size={14} aria-hidden="true" />}
            loading={verify.isPending}
            onClick={() => verify.mutate(undefined)}
          >
            {t('audit.verify')}
          </Button>
        }
        columns={[
          { key: 'at', label: t('when'), kind: 'instant', width: 150, render: (row) => instantText(row.at) },
          { key: 'actorName', label: t('who'), sortable: false, width: 140 },
          {
            key: 'action',
            label: t('what'),
            sortable: false,
            width: 220,
            render: (row) => (
              <button type="button" className={classes.plainButton} onClick={() => setShown(row)}>
                {row.action}
              </button>
            ),
          },
          {
            key: 'recordId',
            label: t('record'),
            sortable: false,
            width: 200,
            render: (row) => (
              <RecordLink entity={row.entity} id={row.recordId}>
                {entityName(row.entity)} {row.recordId.slice(-8)}
              </RecordLink>
            ),
          },
          { key: 'reason', label: t('reason'), sortable: false, width: 260 },
          { key: 'ip', label: t('audit.ip'), sortable: false, width: 120 },
        ]}
        filters={[
          { field: 'entity', label: t('record'), kind: 'text' },
          { field: 'action', label: t('what'), kind: 'text' },
          { field: 'traceId', label: t('audit.trace'), kind: 'text' },
          { field: 'at', label: t('when'), kind: 'date' },
        ]}
        defaultSort="-at"
        empty={{ title: t('audit.emptyTitle') }}
      />
      <Dialog
        opened={shown !== undefined}
        onClose={() => setShown(undefined)}
        title={shown?.action ?? ''}
        size="lg"
      >
        {shown ? (
          <>
            <Facts
              facts={[
                { label: t('who'), value: shown.actorName },
                { label: t('when'), value: instantText(shown.at) },
                { label: t('audit.trace'), value: shown.traceId },
                { label: t('reason'), value: shown.reason },
              ]}
            />
            <div className={classes.compare}>
              <Snapshot title={t('audit.before')} value={shown.before} />
              <Snapshot title={t('audit.after')} value={shown.after} />
            </div>
          </>
        ) : null}
      </Dialog>
    </>
  )
}

function Snapshot({ title, value }: { title: string; value: Record<string, unknown> | null }): ReactNode {
  return (
    <div>
      <h3>{title}</h3>
      <pre>{value === null ? '–' : JSON.stringify(value, null, 2)}</pre>
    </div>
  )
}
