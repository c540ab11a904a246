import type { Lookup } from '../../../kernel/ui/form/field-spec.ts'
import { useMay } from '../../../kernel/ui/me.ts'
import { base, type PartyRow } from './party.ts'
import { useT } from './text.ts'

/** Finds a party by name, initials, phone or number, and registers a new one in place, name and phone first. */
export function usePartyLookup({
  role,
  create = true,
}: {
  role?: string
  create?: boolean
} = {}): Lookup<PartyRow> {
  const t = useT()
  const mayCreate = useMay('party.create')
  return {
    base,
    entity: 'party',
    label: (party) => party.name,
    hint: (party) => [party.number, party.phone].filter(Boolean).join(' · '),
    ...(role ? { query: { 'filter[roles]': role } } : {}),
    ...(create && mayCreate
      ? {
          create: {
            label: t('lookup.create'),
            fields: [
              { name: 'name', label: t('party.name'), kind: 'text', required: true, maxLength: 200 },
              { name: 'phone', label: t('party.phone'), kind: 'phone', maxLength: 40 },
              {
                name: 'kind',
                label: t('party.kind'),
                kind: 'choice',
                options: (['person', 'organisation'] as const).map((value) => ({
                  value,
                  label: t(`kind.${value}`),
                })),
              },
              { name: 'email', label: t('party.email'), kind: 'email', maxLength: 200 },
            ],
          },
        }
      : {}),
  }
}
