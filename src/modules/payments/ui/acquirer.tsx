import type { ReactNode } from 'react'
import { EntityForm } from '../../../kernel/ui/form/entity-form.tsx'
import { PlainTable } from '../../../kernel/ui/grid/plain-table.tsx'
import { RecordLink } from '../../../kernel/ui/link.tsx'
import { Await, Page, Section } from '../../../kernel/ui/page.tsx'
import { invalidate, useEndpoint } from '../../../kernel/ui/queries.ts'
import { request } from '../../../kernel/ui/request.ts'
import { switchesPath } from './payments.api.ts'
import { useT } from './text.ts'

interface Faults {
  outage: boolean
  declineCode: string | null
  delayMs: number | string
  copies: number | string
  shuffle: boolean
}

interface Switches {
  faults: Faults
  messages: {
    id: string
    type: string
    merchantRef: string
    state: 'waiting' | 'delivered' | 'given-up'
    tries: number
    dueAt: string
    error: string | null
  }[]
}

const messageTone = { waiting: 'waiting', delivered: 'good', 'given-up': 'stopped' } as const
const readAgainMs = 3_000

/** The test bench of the acquirer that works offline. */
export default function Acquirer(): ReactNode {
  const t = useT()
  const query = useEndpoint<Switches>(switchesPath, undefined, { everyMs: readAgainMs, keep: true })
  return (
    <Page title={t('payments.acquirer.title')} subtitle={t('payments.acquirer.intro')} back="/payments">
      <Await query={query}>
        {({ faults, messages }) => (
          <>
            <EntityForm<Faults>
              initial={faults}
              fields={[
                { name: 'outage', label: t('payments.acquirer.outage'), kind: 'yes' },
                { name: 'shuffle', label: t('payments.acquirer.shuffle'), kind: 'yes' },
                { name: 'delayMs', label: t('payments.acquirer.delayMs'), kind: 'number' },
                { name: 'copies', label: t('payments.acquirer.copies'), kind: 'number' },
                {
                  name: 'declineCode',
                  label: t('payments.acquirer.declineCode'),
                  kind: 'text',
                  hint: t('payments.acquirer.declineHint'),
                  maxLength: 60,
                },
              ]}
              submit={(values, key) =>
                request('PUT', switchesPath, {
                  idempotencyKey: key,
                  body: {
                    outage: values.outage,
                    shuffle: values.shuffle,
                    declineCode: values.declineCode || null,
                    delayMs: Number(values.delayMs),
                    copies: Number(values.copies),
                  },
                })
              }
              submitLabel={t('payments.acquirer.save')}
              done={() => {
                invalidate(switchesPath)
                return { said: t('payments.acquirer.saved') }
              }}
            />
            <Messages messages={messages} />
          </>
        )}
      </Await>
    </Page>
  )
}

function Messages({ messages }: { messages: Switches['messages'] }): ReactNode {
  const t = useT()
  return (
    <Section title={t('payments.acquirer.messages')} flush={messages.length > 0}>
      {messages.length === 0 ? (
        t('payments.acquirer.none')
      ) : (
        <PlainTable
          caption={t('payments.acquirer.messages')}
          rows={messages}
          rowKey={(message) => message.id}
          columns={[
            {
              key: 'type',
              label: t('payments.webhook.type'),
              value: (row) => t.loose(`messageType.${row.type}`),
            },
            {
              key: 'merchantRef',
              label: t('payments.payment.singular'),
              render: (row) => (
                <RecordLink entity="payment" id={row.merchantRef}>
                  {t('payments.payment.singular')}
                </RecordLink>
              ),
            },
            {
              key: 'state',
              label: t('payments.attempt.state'),
              kind: 'state',
              state: (row) => ({ tone: messageTone[row.state], label: t(`messageState.${row.state}`) }),
            },
            { key: 'tries', label: t('payments.acquirer.tries'), kind: 'number' },
            { key: 'dueAt', label: t('payments.acquirer.due'), kind: 'instant' },
            { key: 'error', label: t('payments.acquirer.error') },
          ]}
        />
      )}
    </Section>
  )
}
