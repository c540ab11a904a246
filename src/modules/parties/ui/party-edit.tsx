import type { ReactNode } from 'react'
import { formatBusinessNumber, formatCorporateNumber } from '../../../kernel/shared/business-number.ts'
import type { ScreenProps } from '../../../kernel/ui/define-ui.ts'
import { EntityForm } from '../../../kernel/ui/form/entity-form.tsx'
import { Await, Page } from '../../../kernel/ui/page.tsx'
import { useRecord } from '../../../kernel/ui/queries.ts'
import { api } from '../../../kernel/ui/request.ts'
import { base, kinds, type Party } from './party.ts'
import { useT } from './text.ts'

interface Facts {
  kind: string
  name: string
  nameEn: string | null
  businessNumber: string | null
  corporateNumber: string | null
  customerGroup: string | null
  industry: string | null
  languages: string[]
  note: string | null
}

export default function PartyEdit({ params }: ScreenProps): ReactNode {
  const t = useT()
  const party = useRecord<Party>(base, params.id ?? '')
  return (
    <Page title={t('party.change')} back={`/parties/${params.id}`}>
      <Await query={party}>{(found) => <Form key={found.version} party={found} />}</Await>
    </Page>
  )
}

function Form({ party }: { party: Party }): ReactNode {
  const t = useT()
  const initial: Facts = {
    kind: party.kind,
    name: party.name,
    nameEn: party.nameEn,
    businessNumber: party.businessNumber && formatBusinessNumber(party.businessNumber),
    corporateNumber: party.corporateNumber && formatCorporateNumber(party.corporateNumber),
    customerGroup: party.customerGroup,
    industry: party.industry,
    languages: party.languages,
    note: party.note,
  }
  const languageNames = new Intl.DisplayNames(document.documentElement.lang || 'ko', { type: 'language' })
  const ofOrganisation = (values: Facts) => values.kind === 'organisation'
  return (
    <EntityForm<Facts, { id: string }>
      initial={initial}
      fields={[
        {
          name: 'kind',
          label: t('party.kind'),
          kind: 'choice',
          required: true,
          options: kinds.map((value) => ({ value, label: t(`kind.${value}`) })),
        },
        { name: 'name', label: t('party.name'), kind: 'text', required: true, maxLength: 200 },
        { name: 'nameEn', label: t('party.nameEn'), kind: 'text', maxLength: 200 },
        {
          name: 'businessNumber',
          label: t('party.businessNumber'),
          kind: 'text',
          maxLength: 12,
          when: ofOrganisation,
        },
        {
          name: 'corporateNumber',
          label: t('party.corporateNumber'),
          kind: 'text',
          maxLength: 14,
          when: ofOrganisation,
        },
        { name: 'customerGroup', label: t('party.customerGroup'), kind: 'text', maxLength: 40 },
        { name: 'industry', label: t('party.industry'), kind: 'text', maxLength: 200, when: ofOrganisation },
        {
          name: 'languages',
          label: t('party.languages'),
          kind: 'choices',
          options: ['ko', 'en', 'ja', 'zh', 'vi', 'de', 'fr', 'es', 'ru'].map((value) => ({
            value,
            label: languageNames.of(value) ?? value,
          })),
        },
        { name: 'note', label: t('party.note'), kind: 'longtext', wide: true, maxLength: 2000 },
      ]}
      submit={(values, idempotencyKey) =>
        api.patch(`${base}/${party.id}`, changed(initial, values), { ifMatch: party.version, idempotencyKey })
      }
      invalidates={[base]}
      submitLabel={t('party.change')}
      done={(answer) => ({ path: `/parties/${answer.id}`, said: t('party.changed') })}
    />
  )
}

/** Only what a person changed: values shown under a mask must never come back as they were shown. */
function changed<Values extends object>(before: Values, after: Values): Partial<Values> {
  const keys = Object.keys(after) as (keyof Values)[]
  const said = keys.filter((key) => JSON.stringify(before[key] ?? '') !== JSON.stringify(after[key] ?? ''))
  return Object.fromEntries(said.map((key) => [key, after[key]])) as Partial<Values>
}
