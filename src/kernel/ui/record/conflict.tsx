import { Button, Group } from '@mantine/core'
import type { ReactNode } from 'react'
import { Dialog } from '../dialog.tsx'
import { moneyText } from '../format.ts'
import { PlainTable } from '../grid/plain-table.tsx'
import { Await } from '../page.tsx'
import { invalidate, queryClient, useCommand, useEndpoint } from '../queries.ts'
import { request } from '../request.ts'
import { useWords } from '../text.ts'
import type { RecordDocument } from './document.ts'

interface ConflictProps {
  seen: RecordDocument
  path: string
  /** The transition's words and its name. */
  action: string
  name: string
  fieldLabel: ((key: string) => string | undefined) | undefined
  onClose: () => void
}

const unseen = new Set(['version', 'actions', 'updatedAt'])

/** Someone was quicker: what I saw beside what is now, and the choice what to do about it. Nothing was changed. */
export default function Conflict({
  seen,
  path,
  action,
  name,
  fieldLabel,
  onClose,
}: ConflictProps): ReactNode {
  const t = useWords()
  const now = useEndpoint<RecordDocument>(path, { now: seen.version })
  const take = () => {
    if (now.data) queryClient.setQueryData([path, {}], now.data)
    void invalidate(path)
    onClose()
  }
  const again = useCommand(
    (version: number | undefined, key) =>
      request<unknown>('POST', `${path}/${name}`, { body: {}, ifMatch: version, idempotencyKey: key }),
    { onDone: take, said: t('record.done', { action }) },
  )
  return (
    <Dialog opened onClose={take} title={t('record.conflict')} size="lg">
      <p>{t('record.conflictText')}</p>
      <Await query={now}>
        {(current) => {
          const offered = current.actions?.find((candidate) => candidate.name === name)
          return (
            <>
              <PlainTable
                caption={t('record.conflict')}
                rows={named(differences(seen, current), fieldLabel)}
                columns={[
                  { key: 'key', label: t('record.field'), render: (row) => fieldLabel?.(row.key) ?? row.key },
                  { key: 'seen', label: t('record.seen') },
                  { key: 'now', label: t('record.now') },
                ]}
              />
              <Group justify="flex-end" gap="xs" mt="md">
                <Button variant="default" onClick={take}>
                  {t('record.takeNow')}
                </Button>
                {offered && !offered.refusal ? (
                  <Button loading={again.isPending} onClick={() => again.mutate(current.version)}>
                    {t('record.stillDo', { action })}
                  </Button>
                ) : null}
              </Group>
            </>
          )
        }}
      </Await>
    </Dialog>
  )
}

function differences(seen: object, now: object): { key: string; seen: string; now: string }[] {
  const before = seen as Record<string, unknown>
  const after = now as Record<string, unknown>
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((key) => !unseen.has(key) && JSON.stringify(before[key]) !== JSON.stringify(after[key]))
    .map((key) => ({ key, seen: shown(before[key]), now: shown(after[key]) }))
}

/** What the screen has words for; everything, when it has words for none of it. */
function named<Row extends { key: string }>(rows: Row[], label: ConflictProps['fieldLabel']): Row[] {
  const known = rows.filter((row) => label?.(row.key) !== undefined)
  return known.length > 0 ? known : rows
}

function shown(value: unknown): string {
  if (value === null || value === undefined) return '–'
  if (Array.isArray(value)) return `(${value.length})`
  if (typeof value !== 'object') return String(value)
  const money = value as { amount?: unknown; currency?: unknown }
  if (typeof money.amount === 'string' && typeof money.currency === 'string') return moneyText(value as never)
  return JSON.stringify(value)
}
