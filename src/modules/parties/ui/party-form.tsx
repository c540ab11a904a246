import type { ReactNode } from 'react'
import { businessNumberProblem } from '../../../kernel/shared/business-number.ts'
import { EntityForm } from '../../../kernel/ui/form/entity-form.tsx'
import { Page } from '../../../kernel/ui/page.tsx'
import { api } from '../../../kernel/ui/request.ts'
import { useErrorText } from '../../../kernel/ui/text.ts'
import { countryOptions } from './countries.ts'
import { LiveCheck } from './live-check.tsx'
import { base, kinds, roles } from './party.ts'
import { useT } from './text.ts'

export interface NewParty {
  kind: 'organisation' | 'person'
  name: string
  businessNumber?: string | null
  phone?: string | null
  email?: string | null
  roles: string[]
  customerGroup?: string | null
  industry?: string | null
  address: {
    country: string
    postalCode?: string
    line1?: string
    line2?: string
    city?: string
    region?: string
  }
}

export default function PartyForm(): ReactNode {
  const t = useT()
  const errorText = useErrorText()
  const ofOrganisation = (values: NewParty) => values.kind === 'organisation'
  const abroad = (values: NewParty) => values.address.country !== 'KR'
  return (
    <Page title={t('party.create')} back="/parties">
      <EntityForm<NewParty, { id: string; number: string }>
        name="party.new"
        initial={{ kind: 'organisation', name: '', roles: ['customer'], address: { country: 'KR' } }}
        fields={[
          {
            name: 'kind',
            label: t('party.kind'),
            kind: 'choice',
            required: true,
            options: kinds.map((value) => ({ value, label: t(`kind.${value}`) })),
          },
          {
            name: 'name',
            label: t('party.name'),
            kind: 'text',
            required: true,
            hint: t('party.nameHint'),
            maxLength: 200,
          },
          {
            name: 'businessNumber',
            label: t('party.businessNumber'),
            kind: 'text',
            placeholder: '000-00-00000',
            maxLength: 12,
            when: ofOrganisation,
          },
          { name: 'phone', label: t('party.phone'), kind: 'phone', maxLength: 40 },
          { name: 'email', label: t('party.email'), kind: 'email', maxLength: 200 },
          {
            name: 'roles',
            label: t('party.roles'),
            kind: 'choices',
            options: roles.map((value) => ({ value, label: t(`roles.${value}`) })),
          },
          { name: 'address.line1', label: t('address.line1'), kind: 'text', maxLength: 200 },
          { name: 'address.line2', label: t('address.line2'), kind: 'text', maxLength: 200 },
          { name: 'address.postalCode', label: t('address.postalCode'), kind: 'text', maxLength: 12 },
          {
            name: 'address.country',
            label: t('address.country'),
            kind: 'choice',
            required: true,
            options: countryOptions(),
          },
          { name: 'address.city', label: t('address.city'), kind: 'text', maxLength: 100, when: abroad },
          { name: 'address.region', label: t('address.region'), kind: 'text', maxLength: 100, when: abroad },
          { name: 'customerGroup', label: t('party.customerGroup'), kind: 'text', maxLength: 40 },
          {
            name: 'industry',
            label: t('party.industry'),
            kind: 'text',
            maxLength: 200,
            when: ofOrganisation,
          },
        ]}
        check={(values) => {
          const given = ofOrganisation(values) ? values.businessNumber?.trim() : ''
          const problem = given ? businessNumberProblem(given) : undefined
          if (!problem) return []
          const code = `business-number-${problem}`
          return [{ pointer: '/businessNumber', code, detail: errorText(`shape.${code}`) }]
        }}
        submit={(values, idempotencyKey) => api.post(base, bodyOf(values), { idempotencyKey })}
        invalidates={[base]}
        submitLabel={t('party.create')}
        done={(answer) => ({
          path: `/parties/${answer.id}`,
          said: t('party.created', { number: answer.number }),
        })}
      >
        {(form) => <LiveCheck values={form.values} />}
      </EntityForm>
    </Page>
  )
}

/** An address that was never begun is none; what belongs to a company is not sent for a person. */
function bodyOf(values: NewParty): object {
  const { address, businessNumber, industry, ...rest } = values
  const begun = [address.line1, address.line2, address.postalCode, address.city].some((part) => part?.trim())
  return {
    ...rest,
    ...(values.kind === 'organisation' ? { businessNumber, industry } : {}),
    address: begun ? { ...address, line1: address.line1 ?? '' } : null,
  }
}
