import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import { today } from '../../../kernel/ui/format.ts'
import { PlainTable } from '../../../kernel/ui/grid/plain-table.tsx'
import { useMay } from '../../../kernel/ui/me.ts'
import { Section } from '../../../kernel/ui/page.tsx'
import { useCommand } from '../../../kernel/ui/queries.ts'
import { api } from '../../../kernel/ui/request.ts'
import { DateText } from '../../../kernel/ui/values.tsx'
import { AddPart } from './add-part.tsx'
import { base, type Party, roles } from './party.ts'
import { Quiet } from './party-parts.tsx'
import { useT } from './text.ts'

const timeline = '/api/v1/kernel/timeline'

/** What the party is to us, and since when. */
export function Roles({ party }: { party: Party }): ReactNode {
  const t = useT()
  const mayChange = useMay('party.change') && party.mergedInto === null
  const url = `${base}/${party.id}/roles`
  const end = useCommand((id: string) => api.post(`${url}/${id}/end`, {}), { invalidates: [base, timeline] })
  return (
    <Section
      title={t('role.plural')}
      flush
      actions={
        mayChange ? (
          <AddPart
            label={t('role.add')}
            url={url}
            initial={{ fromOn: today() }}
            fields={[
              {
                name: 'role',
                label: t('role.role'),
                kind: 'choice',
                required: true,
                options: roles.map((value) => ({ value, label: t(`roles.${value}`) })),
              },
              { name: 'fromOn', label: t('role.fromOn'), kind: 'date' },
              { name: 'toOn', label: t('role.toOn'), kind: 'date' },
            ]}
          />
        ) : null
      }
    >
      {party.roleHistory.length === 0 ? (
        <Quiet>{t('role.none')}</Quiet>
      ) : (
        <PlainTable
          caption={t('role.plural')}
          rows={party.roleHistory}
          rowKey={(role) => role.id}
          columns={[
            { key: 'role', label: t('role.role'), value: (role) => t.loose(`roles.${role.role}`) },
            { key: 'fromOn', label: t('role.fromOn'), kind: 'date' },
            {
              key: 'toOn',
              label: t('role.toOn'),
              render: (role) =>
                role.toOn === null && mayChange ? (
                  <Button variant="subtle" size="compact-xs" onClick={() => end.mutate(role.id)}>
                    {t('role.end')}
                  </Button>
                ) : (
                  <DateText on={role.toOn} />
                ),
            },
          ]}
        />
      )}
    </Section>
  )
}
