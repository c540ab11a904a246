import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import { today } from '../../../kernel/ui/format.ts'
import { PlainTable } from '../../../kernel/ui/grid/plain-table.tsx'
import { Link } from '../../../kernel/ui/link.tsx'
import { useMay } from '../../../kernel/ui/me.ts'
import { Section } from '../../../kernel/ui/page.tsx'
import { useCommand } from '../../../kernel/ui/queries.ts'
import { api } from '../../../kernel/ui/request.ts'
import { DateText } from '../../../kernel/ui/values.tsx'
import { AddPart } from './add-part.tsx'
import { base, type Party, type Relation } from './party.ts'
import { usePartyLookup } from './party-lookup.tsx'
import { Quiet } from './party-parts.tsx'
import { useT } from './text.ts'

/** Who belongs to whom: contact persons, subsidiaries, agents. */
export function Relations({ party }: { party: Party }): ReactNode {
  const t = useT()
  const lookup = usePartyLookup({ create: false })
  const mayChange = useMay('party.change') && party.mergedInto === null
  const url = `${base}/${party.id}/relations`
  const end = useCommand((id: string) => api.post(`${url}/${id}/end`, {}), {
    invalidates: [base, '/api/v1/kernel/timeline'],
  })
  const kinds = ['contact-of', 'subsidiary-of', 'agent-of'] as const
  const goesOut = (relation: Relation) => relation.otherId !== relation.fromPartyId
  return (
    <Section
      title={t('relation.plural')}
      flush
      actions={
        mayChange ? (
          <AddPart
            label={t('relation.add')}
            url={url}
            initial={{ kind: party.kind === 'person' ? 'contact-of' : 'subsidiary-of', fromOn: today() }}
            fields={[
              {
                name: 'kind',
                label: t('relation.kind'),
                kind: 'choice',
                required: true,
                options: kinds.map((value) => ({ value, label: t(`relation.kinds.${value}`) })),
              },
              { name: 'toPartyId', label: t('relation.with'), kind: 'lookup', lookup, required: true },
              { name: 'title', label: t('relation.title'), kind: 'text', maxLength: 100 },
              { name: 'fromOn', label: t('relation.fromOn'), kind: 'date' },
            ]}
          />
        ) : null
      }
    >
      {party.relations.length === 0 ? (
        <Quiet>{t('relation.none')}</Quiet>
      ) : (
        <PlainTable
          caption={t('relation.plural')}
          rows={party.relations}
          rowKey={(relation) => relation.id}
          columns={[
            {
              key: 'kind',
              label: t('relation.kind'),
              render: (relation) => (
                <Link to={`/parties/${relation.otherId}`}>
                  {t(`relation.${goesOut(relation) ? 'to' : 'from'}.${relation.kind}`, {
                    name: relation.otherName,
                  })}
                </Link>
              ),
            },
            { key: 'title', label: t('relation.title') },
            { key: 'fromOn', label: t('relation.fromOn'), kind: 'date' },
            {
              key: 'toOn',
              label: t('relation.toOn'),
              render: (relation) =>
                relation.toOn === null && mayChange ? (
                  <Button variant="subtle" size="compact-xs" onClick={() => end.mutate(relation.id)}>
                    {t('relation.end')}
                  </Button>
                ) : (
                  <DateText on={relation.toOn} />
                ),
            },
          ]}
        />
      )}
    </Section>
  )
}
