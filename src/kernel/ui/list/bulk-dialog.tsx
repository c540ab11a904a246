import { Button, Group, Loader } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { Dialog } from '../dialog.tsx'
import { EntityForm } from '../form/entity-form.tsx'
import { PlainTable } from '../grid/plain-table.tsx'
import { notify } from '../notify.ts'
import { Problem } from '../page.tsx'
import { useCommand } from '../queries.ts'
import { useErrorText, useWords } from '../text.ts'
import { type BulkRow, type BulkSpec, runBulk } from './bulk.ts'
import classes from './entity-list.module.css'

interface BulkDialogProps {
  base: string
  bulk: BulkSpec
  ids: readonly string[]
  /** What a person calls a row. */
  nameOf: (id: string) => string
  onClose: () => void
  onDone: () => void
}

/** Shows before anything happens which rows can be done and why the others cannot; then does the possible ones. */
export default function BulkDialog({ base, bulk, ids, nameOf, onClose, onDone }: BulkDialogProps): ReactNode {
  const t = useWords()
  const [input, setInput] = useState<object | undefined>(bulk.inputs?.length ? undefined : {})
  const [answer, setAnswer] = useState<readonly BulkRow[]>()
  const preview = useQuery({
    queryKey: [base, 'bulk', bulk.transition, ids, input],
    queryFn: () => runBulk(base, bulk.transition, { ids, input: input ?? {}, preview: true }),
    enabled: input !== undefined,
    staleTime: 0,
    gcTime: 0,
  })
  const possible = (preview.data ?? []).filter((row) => row.ok)
  const refused = (answer ?? preview.data ?? []).filter((row) => !row.ok)
  const run = useCommand(
    () =>
      runBulk(base, bulk.transition, {
        ids: possible.map(({ id }) => id),
        input: input ?? {},
        preview: false,
      }),
    {
      onDone: (done) => {
        onDone()
        if (done.some((row) => !row.ok)) return setAnswer(done)
        notify.done(t('bulk.done', { n: done.length, action: bulk.label }))
        onClose()
      },
    },
  )
  return (
    <Dialog opened onClose={onClose} title={t('bulk.title', { n: ids.length, action: bulk.label })} size="lg">
      {input === undefined ? (
        <EntityForm<Record<string, unknown>>
          layout="dialog"
          initial={{}}
          fields={bulk.inputs ?? []}
          submit={async (values) => setInput(values)}
          submitLabel={t('next')}
          cancel={onClose}
          done={() => undefined}
        />
      ) : preview.error ? (
        <Problem error={preview.error} retry={() => void preview.refetch()} />
      ) : preview.isPending ? (
        <Loader size="sm" type="dots" aria-label={t('loading')} />
      ) : (
        <>
          <p className={classes.verdict}>
            {answer
              ? t('bulk.partly', { done: answer.length - refused.length, refused: refused.length })
              : t('bulk.preview', { possible: possible.length, refused: refused.length })}
          </p>
          {refused.length > 0 ? <Refused rows={refused} nameOf={nameOf} /> : null}
          <Group justify="flex-end" gap="xs" mt="md">
            <Button variant="default" onClick={onClose}>
              {t('close')}
            </Button>
            {answer ? null : (
              <Button
                data-autofocus
                color={bulk.tone === 'danger' ? 'red' : 'blue'}
                disabled={possible.length === 0}
                loading={run.isPending}
                onClick={() => run.mutate(undefined)}
              >
                {t('bulk.run', { n: possible.length, action: bulk.label })}
              </Button>
            )}
          </Group>
        </>
      )}
    </Dialog>
  )
}

function Refused({ rows, nameOf }: { rows: readonly BulkRow[]; nameOf: (id: string) => string }): ReactNode {
  const t = useWords()
  const reason = useErrorText()
  return (
    <div className={classes.refused}>
      <PlainTable
        caption={t('bulk.refused')}
        rows={rows}
        rowKey={(row) => row.id}
        columns={[
          { key: 'id', label: t('bulk.record'), render: (row) => nameOf(row.id) },
          { key: 'code', label: t('bulk.reason'), render: (row) => reason(row.code ?? '') },
        ]}
      />
    </div>
  )
}
