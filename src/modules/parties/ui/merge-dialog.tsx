import { Button, Group } from '@mantine/core'
import { IconArrowsExchange } from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import { formatBusinessNumber } from '../../../kernel/shared/business-number.ts'
import { Dialog } from '../../../kernel/ui/dialog.tsx'
import { LookupInput } from '../../../kernel/ui/form/lookup-input.tsx'
import { PlainTable } from '../../../kernel/ui/grid/plain-table.tsx'
import { useGo } from '../../../kernel/ui/link.tsx'
import { Await } from '../../../kernel/ui/page.tsx'
import { invalidate, useCommand, useEndpoint, useRecord } from '../../../kernel/ui/queries.ts'
import { api } from '../../../kernel/ui/request.ts'
import { useErrorText } from '../../../kernel/ui/text.ts'
import classes from './parties.module.css'
import { base, type Party } from './party.ts'
import { usePartyLookup } from './party-lookup.tsx'
import { useT } from './text.ts'

interface Preview {
  fills: { field: string; value: string }[]
  brings: Record<'contacts' | 'addresses' | 'roles' | 'consents' | 'references', number>
  refusal: string | null
}

const compared = [
  'number',
  'name',
  'nameEn',
  'businessNumber',
  'phone',
  'email',
  'customerGroup',
  'industry',
] as const

interface MergeDialogProps {
  id: string
  /** The other record; chosen in the dialog when it is not known yet. */
  otherId?: string | null
  onClose: () => void
}

/** Both records side by side before they become one; which one stays can be turned round, and all of it undone. */
export function MergeDialog({ id, otherId, onClose }: MergeDialogProps): ReactNode {
  const t = useT()
  const lookup = usePartyLookup({ create: false })
  const [chosen, setChosen] = useState(otherId ?? null)
  const [swapped, setSwapped] = useState(false)
  return (
    <Dialog opened onClose={onClose} title={t('duplicate.preview')} size="lg">
      <div className={classes.pair}>
        {otherId ? null : (
          <LookupInput
            lookup={lookup}
            label={t('duplicate.joins')}
            value={chosen}
            onChange={(next) => setChosen(next === id ? null : next)}
          />
        )}
        {chosen ? (
          <Comparison
            key={`${swapped}${chosen}`}
            survivorId={swapped ? chosen : id}
            mergedId={swapped ? id : chosen}
            onSwap={() => setSwapped(!swapped)}
            onClose={onClose}
          />
        ) : null}
      </div>
    </Dialog>
  )
}

interface ComparisonProps {
  survivorId: string
  mergedId: string
  onSwap: () => void
  onClose: () => void
}

function Comparison({ survivorId, mergedId, onSwap, onClose }: ComparisonProps): ReactNode {
  const t = useT()
  const go = useGo()
  const errorText = useErrorText()
  const survivor = useRecord<Party>(base, survivorId)
  const merged = useRecord<Party>(base, mergedId)
  const preview = useEndpoint<Preview>(`${base}/${survivorId}/merge-preview`, { with: mergedId })
  const merge = useCommand(
    (_input: undefined, idempotencyKey) =>
      api.post(
        `${base}/${survivorId}/merge`,
        { ids: [mergedId] },
        { ifMatch: survivor.data?.version, idempotencyKey },
      ),
    {
      invalidates: [base, '/api/v1/parties/duplicates', '/api/v1/kernel/timeline'],
      said: () => t('duplicate.merged', { number: merged.data?.number ?? '' }),
      undo: async () => {
        await api.post(`${base}/${mergedId}/unmerge`)
        await Promise.all([invalidate(base), invalidate('/api/v1/parties/duplicates')])
      },
      onDone: () => {
        onClose()
        go(`/parties/${survivorId}`)
      },
    },
  )
  return (
    <Await query={survivor}>
      {(kept) => (
        <Await query={merged}>
          {(joined) => (
            <Await query={preview}>
              {({ fills, brings, refusal }) => (
                <>
                  <PlainTable
                    caption={t('duplicate.preview')}
                    rows={compared.filter((key) => kept[key] || joined[key])}
                    rowKey={(key) => key}
                    columns={[
                      { key: 'field', label: t('duplicate.field'), render: (key) => t(`party.${key}`) },
                      { key: 'kept', label: t('duplicate.keeps'), value: (key) => shown(key, kept) },
                      { key: 'joined', label: t('duplicate.joins'), value: (key) => shown(key, joined) },
                    ]}
                  />
                  <p className={classes.quiet}>
                    {fills.length > 0
                      ? `${t('duplicate.fills')}: ${fills.map(({ field }) => t.loose(`party.${field}`)).join(', ')}`
                      : t('duplicate.fillsNothing')}
                  </p>
                  <p className={classes.quiet}>{t('duplicate.brings', brings)}</p>
                  <p className={classes.quiet}>{t('duplicate.undoable')}</p>
                  {refusal ? <p role="alert">{errorText(refusal)}</p> : null}
                  <Group justify="flex-end" gap="xs">
                    <Button
                      variant="default"
                      leftSection={<IconArrowsExchange size={14} aria-hidden="true" />}
                      onClick={onSwap}
                    >
                      {t('duplicate.swap')}
                    </Button>
                    <Button
                      disabled={refusal !== null}
                      loading={merge.isPending}
                      onClick={() => merge.mutate(undefined)}
                    >
                      {t('duplicate.mergeInto', { number: kept.number })}
                    </Button>
                  </Group>
                </>
              )}
            </Await>
          )}
        </Await>
      )}
    </Await>
  )
}

function shown(key: (typeof compared)[number], party: Party): string | null {
  const value = party[key]
  return key === 'businessNumber' && value ? formatBusinessNumber(value) : value
}
