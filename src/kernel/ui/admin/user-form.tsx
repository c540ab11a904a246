import { type ReactNode, useState } from 'react'
import { EntityForm } from '../form/entity-form.tsx'
import { useGo } from '../link.tsx'
import { Page } from '../page.tsx'
import { useEndpoint } from '../queries.ts'
import { useLocale } from '../text.ts'
import { ShownOnce } from './shown-once.tsx'
import { useAdminWords } from './text.ts'
import { type RoleRow, rolesPath } from './users.tsx'

/** Adds a person; the first password is shown once, to be handed over. */
export default function UserForm(): ReactNode {
  const t = useAdminWords()
  const language = useLocale()
  const go = useGo()
  const roles = useEndpoint<{ items: RoleRow[] }>(rolesPath)
  const [made, setMade] = useState<{ id: string; password: string | null }>()
  return (
    <Page title={t('users.create')} back="/admin/users" narrow>
      <EntityForm<object, { id: string; password: string | null }>
        name="user.new"
        initial={{ locale: 'ko', roles: [] }}
        url="/api/v1/kernel/users"
        fields={[
          { name: 'name', label: t('name'), kind: 'text', required: true, maxLength: 100 },
          { name: 'email', label: t('email'), kind: 'email', required: true },
          {
            name: 'roles',
            label: t('users.roles'),
            kind: 'choices',
            options: (roles.data?.items ?? []).map((role) => ({
              value: role.code,
              label: language === 'en' ? role.nameEn : role.name,
            })),
          },
          {
            name: 'locale',
            label: t('users.locale'),
            kind: 'choice',
            required: true,
            options: [
              { value: 'ko', label: '한국어' },
              { value: 'en', label: 'English' },
            ],
          },
        ]}
        submitLabel={t('users.create')}
        done={(answer) => {
          setMade(answer)
          return undefined
        }}
      />
      {made ? (
        <ShownOnce
          title={t('users.password')}
          text={made.password === null ? t('users.existing') : t('users.passwordOnce')}
          secret={made.password}
          onClose={() => go(`/admin/users/${made.id}`)}
        />
      ) : null}
    </Page>
  )
}
