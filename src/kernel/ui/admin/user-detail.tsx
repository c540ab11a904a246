import { Button } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import type { ScreenProps } from '../define-ui.ts'
import { EntityForm } from '../form/entity-form.tsx'
import { useMay, useMe } from '../me.ts'
import { Section } from '../page.tsx'
import { useCommand, useEndpoint, useRecord } from '../queries.ts'
import { RecordPage } from '../record/record-page.tsx'
import { api, request } from '../request.ts'
import { useLocale } from '../text.ts'
import { StateBadge } from '../values.tsx'
import { ShownOnce } from './shown-once.tsx'
import { useAdminWords } from './text.ts'
import { type RoleRow, rolesPath, userState } from './users.tsx'

interface User {
  id: string
  name: string
  email: string
  locale: string
  state: 'active' | 'disabled'
  version: number
  roles: string[]
  orgUnitIds: string[] | null
}

const base = '/api/v1/kernel/users'

export default function UserDetail({ params }: ScreenProps): ReactNode {
  const t = useAdminWords()
  const id = params.id ?? ''
  const user = useRecord<User>(base, id)
  const me = useMe()
  const mayManage = useMay('user.manage')
  const [secret, setSecret] = useState<string | null>()
  const move = useCommand((state: 'enable' | 'disable') => api.post(`${base}/${id}/${state}`), {
    invalidates: [base],
  })
  const reset = useCommand(() => api.post<{ password: string | null }>(`${base}/${id}/password`), {
    onDone: ({ password }) => setSecret(password),
  })
  return (
    <RecordPage<User>
      entity="user"
      base={base}
      query={user}
      back="/admin/users"
      title={(found) => found.name}
      state={(found) => <StateBadge {...userState(found.state, t)} />}
      tools={(found) =>
        mayManage && found.id !== me.user.id ? (
          <>
            <Button variant="default" loading={reset.isPending} onClick={() => reset.mutate(undefined)}>
              {t('users.reset')}
            </Button>
            <Button
              variant="default"
              loading={move.isPending}
              onClick={() => move.mutate(found.state === 'active' ? 'disable' : 'enable')}
            >
              {found.state === 'active' ? t('users.disable') : t('users.enable')}
            </Button>
          </>
        ) : null
      }
      facts={(found) => [
        { label: t('email'), value: found.email },
        { label: t('users.locale'), value: found.locale === 'en' ? 'English' : '한국어' },
        {
          label: t('users.scope'),
          value:
            found.orgUnitIds === null
              ? t('users.wholeCompany')
              : t('users.someUnits', { n: found.orgUnitIds.length }),
        },
      ]}
    >
      {(found) => (
        <>
          <Section title={t('users.roles')}>
            <RolesForm user={found} />
          </Section>
          {secret === undefined ? null : (
            <ShownOnce
              title={t('users.password')}
              text={t('users.passwordOnce')}
              secret={secret}
              onClose={() => setSecret(undefined)}
            />
          )}
        </>
      )}
    </RecordPage>
  )
}

function RolesForm({ user }: { user: User }): ReactNode {
  const t = useAdminWords()
  const language = useLocale()
  const roles = useEndpoint<{ items: RoleRow[] }>(rolesPath)
  if (!roles.data) return null
  return (
    <EntityForm<{ roles: string[] }>
      key={user.roles.join(',')}
      layout="dialog"
      initial={{ roles: user.roles }}
      fields={[
        {
          name: 'roles',
          label: t('users.roles'),
          kind: 'choices',
          options: roles.data.items.map((role) => ({
            value: role.code,
            label: language === 'en' ? role.nameEn : role.name,
          })),
        },
      ]}
      invalidates={[base]}
      submit={(values, key) =>
        request('PUT', `${base}/${user.id}/roles`, {
          body: { roles: values.roles, orgUnitIds: user.orgUnitIds },
          idempotencyKey: key,
        })
      }
      submitLabel={t('users.saveRoles')}
      done={() => ({ said: t('users.rolesSaved') })}
    />
  )
}
