import { type ReactNode, useEffect, useState } from 'react'
import { businessNumberProblem } from '../../../kernel/shared/business-number.ts'
import { Link } from '../../../kernel/ui/link.tsx'
import { useEndpoint } from '../../../kernel/ui/queries.ts'
import { useErrorText } from '../../../kernel/ui/text.ts'
import { StateBadge } from '../../../kernel/ui/values.tsx'
import classes from './parties.module.css'
import type { Duplicate } from './party.ts'
import { useT } from './text.ts'

const pauseMs = 350

interface Typed {
  kind: string
  name: string
  businessNumber?: string | null
  phone?: string | null
  email?: string | null
}

/** While a party is typed: whether its business number can be right, and who may be there already. */
export function LiveCheck({ values }: { values: Typed }): ReactNode {
  const t = useT()
  const errorText = useErrorText()
  const number = values.kind === 'organisation' ? (values.businessNumber?.trim() ?? '') : ''
  const problem = number === '' ? undefined : businessNumberProblem(number)
  const found = useDuplicates(values, problem === undefined ? number : '')
  return (
    <div aria-live="polite" className={classes.check}>
      {number === '' ? null : problem === undefined ? (
        <p>
          <StateBadge tone="good" label={t('party.businessNumberRight')} />
        </p>
      ) : (
        <p>
          <StateBadge tone="attention" label={errorText(`shape.business-number-${problem}`)} />
        </p>
      )}
      {found.length > 0 ? (
        <section className={classes.banner} aria-label={t('duplicate.may')}>
          <strong>{t('duplicate.may')}</strong>
          <ul>
            {found.map((party) => (
              <li key={party.id}>
                <Link to={`/parties/${party.id}`}>
                  {party.name} {party.number}
                </Link>{' '}
                <span className={classes.quiet}>
                  {(party.reasons ?? []).map((reason) => t.loose(`duplicate.reasons.${reason}`)).join(', ')}
                </span>
              </li>
            ))}
          </ul>
        </section>
      ) : null}
    </div>
  )
}

function useDuplicates({ kind, name, phone, email }: Typed, businessNumber: string): Duplicate[] {
  const probe = JSON.stringify({
    kind,
    name: name.trim(),
    businessNumber,
    phone: phone ?? '',
    email: email ?? '',
  })
  const [asked, setAsked] = useState(probe)
  useEffect(() => {
    const timer = setTimeout(() => setAsked(probe), pauseMs)
    return () => clearTimeout(timer)
  }, [probe])
  const query = JSON.parse(asked) as Record<string, string>
  const enabled = Object.entries(query).some(([key, value]) => key !== 'kind' && value.length >= 2)
  const answer = useEndpoint<{ items: Duplicate[] }>('/api/v1/parties/duplicates/check', query, {
    enabled,
    keep: true,
  })
  return enabled ? (answer.data?.items ?? []) : []
}
