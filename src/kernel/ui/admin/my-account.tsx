import { Button, Group, SegmentedControl, useMantineColorScheme } from '@mantine/core'
import type { ReactNode } from 'react'
import { EntityForm } from '../form/entity-form.tsx'
import { PlainTable } from '../grid/plain-table.tsx'
import { useMe } from '../me.ts'
import { Await, Page, Section } from '../page.tsx'
import { useCommand, useEndpoint } from '../queries.ts'
import { api, request } from '../request.ts'
import { usePersonCommands } from '../shell/person-menu.tsx'
import { type Locale, useLocale, useWords } from '../text.ts'
import { StateBadge, When } from '../values.tsx'
import { deviceText } from './device-text.ts'
import { useAdminWords } from './text.ts'

interface SessionRow {
  id: string
  current: boolean
  ipAddress: string | null
  userAgent: string | null
  createdAt: string
  lastSeenAt: string
}

const sessionsPath = '/api/v1/kernel/sessions'

/** What a person sets for themselves, and the devices they are logged in on. */
export default function MyAccount(): ReactNode {
  const t = useAdminWords()
  const words = useWords()
  const { user, company } = useMe()
  const language = useLocale()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const { logOut, chooseLanguage } = usePersonCommands()
  return (
    <Page
      title={user.name}
      subtitle={`${user.email} · ${company.name}`}
      narrow
      actions={
        <Button variant="default" onClick={() => logOut.mutate()}>
          {words('shell.logOut')}
        </Button>
      }
    >
      <Section title={t('me.screen')}>
        <Group>
          <SegmentedControl
            aria-label={t('me.language')}
            value={language}
            onChange={(next) => chooseLanguage(next as Locale)}
            data={[
              { value: 'ko', label: '한국어' },
              { value: 'en', label: 'English' },
            ]}
          />
          <SegmentedControl
            aria-label={t('me.scheme')}
            value={colorScheme}
            onChange={(next) => setColorScheme(next as typeof colorScheme)}
            data={(['auto', 'light', 'dark'] as const).map((value) => ({
              value,
              label: words(`scheme.${value}`),
            }))}
          />
        </Group>
      </Section>
      <Devices />
      <Section title={t('me.password')}>
        <EntityForm<{ current: string; next: string }>
          initial={{ current: '', next: '' }}
          fields={[
            {
              name: 'current',
              label: t('me.current'),
              kind: 'password',
              required: true,
              autoComplete: 'current-password',
            },
            {
              name: 'next',
              label: t('me.next'),
              kind: 'password',
              required: true,
              autoComplete: 'new-password',
            },
          ]}
          invalidates={[sessionsPath]}
          submit={(values, key) =>
            request('POST', '/api/v1/kernel/password', { body: values, idempotencyKey: key })
          }
          submitLabel={t('me.password')}
          done={() => ({ said: t('me.passwordChanged') })}
        />
      </Section>
    </Page>
  )
}

function Devices(): ReactNode {
  const t = useAdminWords()
  const sessions = useEndpoint<{ items: SessionRow[] }>(sessionsPath)
  const end = useCommand((id: string) => api.remove(`${sessionsPath}/${id}`), {
    invalidates: [sessionsPath],
    said: t('me.loggedOut'),
  })
  const endOthers = useCommand(() => api.post(`${sessionsPath}/revoke-others`), {
    invalidates: [sessionsPath],
    said: t('me.loggedOut'),
  })
  return (
    <Section
      title={t('me.devices')}
      flush
      actions={
        <Button
          variant="subtle"
          size="compact-xs"
          disabled={(sessions.data?.items.length ?? 0) < 2}
          onClick={() => endOthers.mutate(undefined)}
        >
          {t('me.logOutOthers')}
        </Button>
      }
    >
      <Await query={sessions}>
        {({ items }) => (
          <PlainTable
            caption={t('me.devices')}
            rows={items}
            rowKey={(row) => row.id}
            columns={[
              {
                key: 'userAgent',
                label: t('me.device'),
                value: (row) => deviceText(row.userAgent) ?? t('me.unknownDevice'),
              },
              { key: 'ipAddress', label: t('me.ip') },
              { key: 'lastSeenAt', label: t('me.seen'), render: (row) => <When at={row.lastSeenAt} /> },
              { key: 'createdAt', label: t('me.since'), render: (row) => <When at={row.createdAt} /> },
              {
                key: 'act',
                label: '',
                render: (row) =>
                  row.current ? (
                    <StateBadge tone="good" label={t('me.this')} />
                  ) : (
                    <Button variant="subtle" size="compact-xs" onClick={() => end.mutate(row.id)}>
                      {t('me.logOut')}
                    </Button>
                  ),
              },
            ]}
          />
        )}
      </Await>
    </Section>
  )
}
