import { Button } from '@mantine/core'
import { lazy, type ReactNode, Suspense, useState } from 'react'
import { formatBusinessNumber, formatCorporateNumber } from '../../../kernel/shared/business-number.ts'
import type { ScreenProps } from '../../../kernel/ui/define-ui.ts'
import { Link } from '../../../kernel/ui/link.tsx'
import { useMay } from '../../../kernel/ui/me.ts'
import { Section } from '../../../kernel/ui/page.tsx'
import { useCommand, useRecord } from '../../../kernel/ui/queries.ts'
import { PersonalValue } from '../../../kernel/ui/record/personal-value.tsx'
import { RecordPage } from '../../../kernel/ui/record/record-page.tsx'
import { Timeline } from '../../../kernel/ui/record/timeline.tsx'
import { api } from '../../../kernel/ui/request.ts'
import { StateBadge, When } from '../../../kernel/ui/values.tsx'
import { DuplicatesBanner } from './duplicates-banner.tsx'
import classes from './parties.module.css'
import { base, isMasked, type Party, partyTone } from './party.ts'
import { Consents } from './party-consents.tsx'
import { Addresses, Contacts } from './party-parts.tsx'
import { Relations } from './party-relations.tsx'
import { Roles } from './party-roles.tsx'
import { type T, useT } from './text.ts'

const MergeDialog = lazy(() => import('./merge-dialog.tsx').then((file) => ({ default: file.MergeDialog })))

export default function PartyDetail({ params }: ScreenProps): ReactNode {
  const t = useT()
  const party = useRecord<Party>(base, params.id ?? '')
  const mayChange = useMay('party.change')
  const mayMerge = useMay('party.merge')
  const [merging, setMerging] = useState(false)
  return (
    <>
      <RecordPage<Party>
        entity="party"
        base={base}
        query={party}
        back="/parties"
        title={(found) => found.name}
        subtitle={(found) =>
          [
            found.number,
            t(`kind.${found.kind}`),
            ...found.roles.map((role) => t.loose(`roles.${role}`)),
          ].join(' · ')
        }
        state={(found) => <StateBadge tone={partyTone[found.state]} label={t(`state.${found.state}`)} />}
        facts={(found) => factsOf(found, t)}
        actionLabel={(name) => t.loose(`action.${name}`)}
        inputs={{
          close: [{ name: 'reason', label: t('party.reason'), kind: 'text', required: true, wide: true }],
        }}
        edit={(found) => (mayChange && found.mergedInto === null ? `/parties/${found.id}/edit` : undefined)}
        tools={(found) =>
          mayMerge && found.mergedInto === null ? (
            <Button variant="default" onClick={() => setMerging(true)}>
              {t('duplicate.merge')}
            </Button>
          ) : null
        }
        aside={(found) => <MergedRecords party={found} />}
      >
        {(found) => (
          <>
            {found.mergedInto ? <MergedNotice party={found} /> : <DuplicatesBanner party={found} />}
            <Contacts party={found} />
            <Addresses party={found} />
            <Roles party={found} />
            <Relations party={found} />
            <Consents party={found} />
          </>
        )}
      </RecordPage>
      {merging ? (
        <Suspense>
          <MergeDialog id={params.id ?? ''} onClose={() => setMerging(false)} />
        </Suspense>
      ) : null}
    </>
  )
}

function factsOf(party: Party, t: T) {
  const organisation = party.kind === 'organisation'
  const personal = (field: 'name' | 'nameEn' | 'phone' | 'email', label: string) => ({
    label,
    value: <PersonalValue entity="party" id={party.id} field={field} label={label} value={party[field]} />,
  })
  return [
    ...(isMasked(party.name) ? [personal('name', t('party.name'))] : []),
    personal('phone', t('party.phone')),
    personal('email', t('party.email')),
    ...(organisation
      ? [
          {
            label: t('party.businessNumber'),
            value: party.businessNumber && formatBusinessNumber(party.businessNumber),
          },
          {
            label: t('party.corporateNumber'),
            value: party.corporateNumber && formatCorporateNumber(party.corporateNumber),
          },
          { label: t('party.industry'), value: party.industry },
        ]
      : []),
    personal('nameEn', t('party.nameEn')),
    { label: t('party.customerGroup'), value: party.customerGroup },
    { label: t('party.createdAt'), value: <When at={party.createdAt} /> },
    ...(party.references.length > 0
      ? [
          {
            label: t('party.references'),
            value: party.references.map(({ system, key }) => `${system} ${key}`).join(', '),
            wide: true,
          },
        ]
      : []),
    ...(party.note ? [{ label: t('party.note'), value: party.note, wide: true }] : []),
  ]
}

function MergedNotice({ party }: { party: Party }): ReactNode {
  const t = useT()
  return (
    <section className={classes.banner} aria-label={t('party.mergedInto')}>
      <strong>{t('party.isMerged', { number: party.mergedIntoNumber ?? '' })}</strong>
      <ul>
        <li>
          <Link to={`/parties/${party.mergedInto}`}>{t('party.openSurvivor')}</Link>
          <Unmerge id={party.id} />
        </li>
      </ul>
    </section>
  )
}

/** What lives on in this record, each to be taken out again. */
function MergedRecords({ party }: { party: Party }): ReactNode {
  const t = useT()
  if (party.merged.length === 0) return null
  return (
    <>
      <section className={classes.banner} aria-label={t('party.mergedRecords')}>
        <strong>{t('party.mergedRecords')}</strong>
        <ul>
          {party.merged.map((merged) => (
            <li key={merged.id}>
              <Link to={`/parties/${merged.id}`}>
                {merged.name} {merged.number}
              </Link>
              <span className={classes.grow} />
              <Unmerge id={merged.id} />
            </li>
          ))}
        </ul>
      </section>
      <details className={classes.history}>
        <summary>{t('duplicate.history')}</summary>
        {party.merged.map((merged) => (
          <Section key={merged.id} title={merged.number}>
            <Timeline entity="party" id={merged.id} />
          </Section>
        ))}
      </details>
    </>
  )
}

function Unmerge({ id }: { id: string }): ReactNode {
  const t = useT()
  const mayMerge = useMay('party.merge')
  const unmerge = useCommand(() => api.post(`${base}/${id}/unmerge`), {
    invalidates: [base, '/api/v1/parties/duplicates', '/api/v1/kernel/timeline'],
    said: t('duplicate.unmerged'),
  })
  if (!mayMerge) return null
  return (
    <Button
      variant="default"
      size="compact-xs"
      loading={unmerge.isPending}
      onClick={() => unmerge.mutate(undefined)}
    >
      {t('duplicate.unmerge')}
    </Button>
  )
}
