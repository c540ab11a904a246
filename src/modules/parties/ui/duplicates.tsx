import { Button } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { PlainTable } from '../../../kernel/ui/grid/plain-table.tsx'
import { Link } from '../../../kernel/ui/link.tsx'
import { Await, Empty, Page, Section } from '../../../kernel/ui/page.tsx'
import { useCommand, useEndpoint } from '../../../kernel/ui/queries.ts'
import { api } from '../../../kernel/ui/request.ts'
import { MergeDialog } from './merge-dialog.tsx'
import { base, type Duplicate } from './party.ts'
import { useT } from './text.ts'

interface DuplicateGroup {
  reason: string
  parties: Duplicate[]
}

const path = '/api/v1/parties/duplicates'

/** The company's likely duplicates, group by group, to be merged or told apart. */
export default function Duplicates(): ReactNode {
  const t = useT()
  const groups = useEndpoint<{ items: DuplicateGroup[] }>(path)
  const [pair, setPair] = useState<{ id: string; otherId: string }>()
  const apart = useCommand(
    ({ id, otherId }: { id: string; otherId: string }) => api.post(`${base}/${id}/tell-apart`, { otherId }),
    { invalidates: [path], said: t('duplicate.toldApart') },
  )
  return (
    <Page title={t('duplicate.title')}>
      <Await query={groups}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title={t('duplicate.none.title')} text={t('duplicate.none.text')} />
          ) : (
            items.map(({ reason, parties }) => {
              const [first, second] = parties
              const ids = { id: first?.id ?? '', otherId: second?.id ?? '' }
              return (
                <Section
                  key={`${reason}${ids.id}${ids.otherId}`}
                  title={t.loose(`duplicate.reasons.${reason}`)}
                  flush
                  actions={
                    <>
                      {parties.length === 2 ? (
                        <Button variant="subtle" size="compact-xs" onClick={() => apart.mutate(ids)}>
                          {t('duplicate.apart')}
                        </Button>
                      ) : null}
                      <Button variant="default" size="compact-xs" onClick={() => setPair(ids)}>
                        {t('duplicate.merge')}
                      </Button>
                    </>
                  }
                >
                  <PlainTable
                    caption={t.loose(`duplicate.reasons.${reason}`)}
                    rows={parties}
                    rowKey={(party) => party.id}
                    columns={[
                      {
                        key: 'number',
                        label: t('party.number'),
                        render: (party) => <Link to={`/parties/${party.id}`}>{party.number}</Link>,
                      },
                      { key: 'name', label: t('party.name') },
                      { key: 'phone', label: t('party.phone') },
                      { key: 'email', label: t('party.email') },
                    ]}
                  />
                </Section>
              )
            })
          )
        }
      </Await>
      {pair ? <MergeDialog {...pair} onClose={() => setPair(undefined)} /> : null}
    </Page>
  )
}
