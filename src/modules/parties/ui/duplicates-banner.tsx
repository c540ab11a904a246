import { Button } from '@mantine/core'
import { lazy, type ReactNode, Suspense, useState } from 'react'
import { Link } from '../../../kernel/ui/link.tsx'
import { useMay } from '../../../kernel/ui/me.ts'
import { useCommand } from '../../../kernel/ui/queries.ts'
import { api } from '../../../kernel/ui/request.ts'
import classes from './parties.module.css'
import { base, type Duplicate, type Party } from './party.ts'
import { useT } from './text.ts'

const MergeDialog = lazy(() => import('./merge-dialog.tsx').then((file) => ({ default: file.MergeDialog })))

/** Says that this party may be there twice, why, and lets it be merged or told apart on the spot. */
export function DuplicatesBanner({ party }: { party: Party }): ReactNode {
  const t = useT()
  const mayMerge = useMay('party.merge')
  const [other, setOther] = useState<string>()
  const apart = useCommand(
    (duplicate: Duplicate) => api.post(`${base}/${party.id}/tell-apart`, { otherId: duplicate.id }),
    {
      invalidates: [base],
      said: t('duplicate.toldApart'),
    },
  )
  if (party.duplicates.length === 0) return null
  return (
    <section className={classes.banner} aria-label={t('duplicate.title')}>
      <strong>{t('duplicate.banner', { count: party.duplicates.length })}</strong>
      <ul>
        {party.duplicates.map((duplicate) => (
          <li key={duplicate.id}>
            <Link to={`/parties/${duplicate.id}`}>
              {duplicate.name} {duplicate.number}
            </Link>
            <span className={`${classes.quiet} ${classes.grow}`}>
              {(duplicate.reasons ?? []).map((reason) => t.loose(`duplicate.reasons.${reason}`)).join(', ')}
            </span>
            {mayMerge ? (
              <>
                <Button variant="default" size="compact-xs" onClick={() => setOther(duplicate.id)}>
                  {t('duplicate.merge')}
                </Button>
                <Button variant="subtle" size="compact-xs" onClick={() => apart.mutate(duplicate)}>
                  {t('duplicate.apart')}
                </Button>
              </>
            ) : null}
          </li>
        ))}
      </ul>
      {other ? (
        <Suspense>
          <MergeDialog id={party.id} otherId={other} onClose={() => setOther(undefined)} />
        </Suspense>
      ) : null}
    </section>
  )
}
