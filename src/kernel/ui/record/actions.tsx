import { ActionIcon, Button } from '@mantine/core'
import { IconDots } from '@tabler/icons-react'
import { lazy, type ReactNode, Suspense, useState } from 'react'
import type { FieldSpec } from '../form/field-spec.ts'
import { notify } from '../notify.ts'
import { MenuItem, MenuPopup } from '../popup.tsx'
import { invalidate, queryClient, useCommand } from '../queries.ts'
import { ProblemError, request } from '../request.ts'
import { useErrorText, useWords } from '../text.ts'
import type { OfferedAction, RecordDocument } from './document.ts'

const ActionDialog = lazy(() => import('./action-dialog.tsx'))
const Conflict = lazy(() => import('./conflict.tsx'))
const mostButtons = 4

export interface ActionsProps<Doc extends RecordDocument> {
  document: Doc
  base: string
  entity: string
  /** Per transition: what to ask before. Absent: it runs at once. */
  inputs?: Record<string, readonly FieldSpec[] | ((document: Doc) => readonly FieldSpec[])>
  actionLabel: (name: string) => string
  onDone?: (name: string, answer: unknown) => void
  /** Transitions the server cannot refuse once offered, and the state they lead to; shown before the answer. */
  optimistic?: Record<string, string>
  /** Names of the facts for the comparison after a conflict. */
  fieldLabel?: (key: string) => string | undefined
}

/** The buttons the server offers. A refused one stays, disabled, with its reason; this code decides nothing. */
export function Actions<Doc extends RecordDocument>(props: ActionsProps<Doc>): ReactNode {
  const t = useWords()
  const reason = useErrorText()
  const [asking, setAsking] = useState<string>()
  const [stale, setStale] = useState<string>()
  const run = useAction(props, setStale)
  const offered = [...(props.document.actions ?? [])].sort((a, b) => rank(a) - rank(b))
  const start = (action: OfferedAction) => {
    if (action.refusal) return notify.info(reason(action.refusal))
    if (props.inputs?.[action.name]) return setAsking(action.name)
    run.mutate({ name: action.name, input: {} })
  }
  const buttons = offered.slice(0, offered.length > mostButtons ? mostButtons - 1 : mostButtons)
  const rest = offered.slice(buttons.length)
  return (
    <>
      {buttons.map((action) => (
        <Button
          key={action.name}
          variant={action.tone === 'primary' ? 'filled' : 'default'}
          color={action.tone === 'danger' ? 'red' : 'blue'}
          c={action.tone === 'danger' && !action.refusal ? 'var(--wh-stopped)' : undefined}
          data-disabled={action.refusal ? true : undefined}
          aria-disabled={action.refusal ? true : undefined}
          title={action.refusal ? reason(action.refusal) : undefined}
          aria-description={action.refusal ? reason(action.refusal) : undefined}
          loading={run.isPending && run.variables.name === action.name}
          disabled={run.isPending && run.variables.name !== action.name}
          onClick={() => start(action)}
        >
          {props.actionLabel(action.name)}
        </Button>
      ))}
      {rest.length > 0 ? (
        <MenuPopup
          label={t('record.moreActions')}
          align="end"
          trigger={(triggerProps) => (
            <ActionIcon variant="default" aria-label={t('record.moreActions')} {...triggerProps}>
              <IconDots size={16} aria-hidden="true" />
            </ActionIcon>
          )}
        >
          {rest.map((action) => (
            <MenuItem
              key={action.name}
              danger={action.tone === 'danger' && !action.refusal}
              refused={action.refusal ? reason(action.refusal) : undefined}
              onClick={() => start(action)}
            >
              {props.actionLabel(action.name)}
            </MenuItem>
          ))}
        </MenuPopup>
      ) : null}
      {asking ? (
        <Suspense>
          <ActionDialog
            title={props.actionLabel(asking)}
            tone={offered.find(({ name }) => name === asking)?.tone === 'danger' ? 'danger' : 'primary'}
            fields={fieldsOf(props, asking)}
            onClose={() => setAsking(undefined)}
            submit={(input) => run.mutateAsync({ name: asking, input })}
          />
        </Suspense>
      ) : null}
      {stale ? (
        <Suspense>
          <Conflict
            seen={props.document}
            path={`${props.base}/${props.document.id}`}
            action={props.actionLabel(stale)}
            name={stale}
            fieldLabel={props.fieldLabel}
            onClose={() => setStale(undefined)}
          />
        </Suspense>
      ) : null}
    </>
  )
}

function useAction<Doc extends RecordDocument>(props: ActionsProps<Doc>, onStale: (name: string) => void) {
  const t = useWords()
  const path = `${props.base}/${props.document.id}`
  return useCommand(
    async ({ name, input }: { name: string; input: object }, key: string) => {
      const restore = showAtOnce(path, props.optimistic?.[name])
      try {
        return await request<unknown>('POST', `${path}/${name}`, {
          body: input,
          ifMatch: props.document.version,
          idempotencyKey: key,
        })
      } catch (error) {
        restore()
        if (error instanceof ProblemError && error.status === 412) onStale(name)
        else if (!props.inputs?.[name]) notify.problem(error)
        throw error
      }
    },
    {
      quiet: true,
      onDone: (answer, { name }) => {
        if (isRecord(answer, props.document.id)) queryClient.setQueryData([path, {}], answer)
        void invalidate(props.base)
        void invalidate('/api/v1/kernel/timeline')
        const filed = typeof answer === 'object' && answer !== null && 'approval' in answer
        notify.done(filed ? t('record.approvalFiled') : t('record.done', { action: props.actionLabel(name) }))
        props.onDone?.(name, answer)
      },
    },
  )
}

function showAtOnce(path: string, state: string | undefined): () => void {
  if (state === undefined) return () => undefined
  const before = queryClient.getQueryData<RecordDocument>([path, {}])
  if (before) queryClient.setQueryData([path, {}], { ...before, state, actions: [] })
  return () => queryClient.setQueryData([path, {}], before)
}

/** An answer that carries its actions is the whole record and may stand on the screen at once. */
function isRecord(answer: unknown, id: string): boolean {
  return (
    typeof answer === 'object' &&
    answer !== null &&
    'actions' in answer &&
    (answer as { id?: unknown }).id === id
  )
}

function fieldsOf<Doc extends RecordDocument>(props: ActionsProps<Doc>, name: string): readonly FieldSpec[] {
  const input = props.inputs?.[name] ?? []
  return typeof input === 'function' ? input(props.document) : input
}

function rank(action: OfferedAction): number {
  const tone = { primary: 0, default: 1, danger: 2 }[action.tone] ?? 1
  return tone + (action.refusal ? 0.5 : 0)
}
