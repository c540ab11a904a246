import type { ReactNode } from 'react'
import { PlainTable } from '../../../kernel/ui/grid/plain-table.tsx'
import { useMay } from '../../../kernel/ui/me.ts'
import { Section } from '../../../kernel/ui/page.tsx'
import { StateBadge } from '../../../kernel/ui/values.tsx'
import { AddPart } from './add-part.tsx'
import { base, type Consent, type Party } from './party.ts'
import { Quiet } from './party-parts.tsx'
import { useT } from './text.ts'

const purposes = ['marketing', 'night-marketing', 'third-party', 'profiling'] as const
const channels = ['email', 'sms', 'phone', 'messenger', 'post', 'any'] as const

/** What holds now, and below it everything that was ever said, with its evidence. */
export function Consents({ party }: { party: Party }): ReactNode {
  const t = useT()
  const mayChange = useMay('party.change') && party.mergedInto === null
  const older = party.consentHistory.filter(({ id }) => !party.consents.some((held) => held.id === id))
  return (
    <>
      <Section
        title={t('consent.plural')}
        flush
        actions={
          mayChange ? (
            <AddPart
              label={t('consent.add')}
              url={`${base}/${party.id}/consents`}
              initial={{ purpose: 'marketing', channel: 'email', granted: true }}
              fields={[
                {
                  name: 'purpose',
                  label: t('consent.purpose'),
                  kind: 'choice',
                  required: true,
                  options: purposes.map((value) => ({ value, label: t(`consent.purposes.${value}`) })),
                },
                {
                  name: 'channel',
                  label: t('consent.channel'),
                  kind: 'choice',
                  required: true,
                  options: channels.map((value) => ({ value, label: t(`consent.channels.${value}`) })),
                },
                { name: 'granted', label: t('consent.yes'), kind: 'yes' },
                {
                  name: 'evidence',
                  label: t('consent.evidence'),
                  kind: 'text',
                  required: true,
                  hint: t('consent.evidenceHint'),
                  wide: true,
                  maxLength: 500,
                },
              ]}
            />
          ) : null
        }
      >
        {party.consents.length === 0 ? (
          <Quiet>{t('consent.none')}</Quiet>
        ) : (
          <Entries entries={party.consents} />
        )}
      </Section>
      {older.length > 0 ? (
        <Section title={t('consent.history')} flush>
          <Entries entries={older} />
        </Section>
      ) : null}
    </>
  )
}

function Entries({ entries }: { entries: readonly Consent[] }): ReactNode {
  const t = useT()
  return (
    <PlainTable
      caption={t('consent.plural')}
      rows={entries}
      rowKey={(entry) => entry.id}
      columns={[
        {
          key: 'purpose',
          label: t('consent.purpose'),
          value: (entry) => t.loose(`consent.purposes.${entry.purpose}`),
        },
        {
          key: 'channel',
          label: t('consent.channel'),
          value: (entry) => t.loose(`consent.channels.${entry.channel}`),
        },
        {
          key: 'granted',
          label: t('consent.granted'),
          render: (entry) => (
            <StateBadge
              tone={entry.granted ? 'good' : 'stopped'}
              label={entry.granted ? t('consent.yes') : t('consent.no')}
            />
          ),
        },
        { key: 'at', label: t('consent.at'), kind: 'instant' },
        { key: 'evidence', label: t('consent.evidence') },
        { key: 'recordedByName', label: t('consent.recordedBy') },
      ]}
    />
  )
}
