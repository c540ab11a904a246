import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import type { ScreenProps } from '../define-ui.ts'
import { EntityForm } from '../form/entity-form.tsx'
import { useGo } from '../link.tsx'
import { Await, Page } from '../page.tsx'
import { useCommand, useEndpoint } from '../queries.ts'
import { api, request } from '../request.ts'
import { useLocale } from '../text.ts'
import { StateBadge } from '../values.tsx'
import { useAdminWords } from './text.ts'
import { type RoleRow, rolesPath } from './users.tsx'

interface RoleValues {
  code: string
  name: string
  nameEn: string
  permissions: string
}

const blank: RoleRow = {
  id: 'new',
  code: '',
  name: '',
  nameEn: '',
  permissions: [],
  builtIn: false,
  version: 0,
}

/** A role as a list of permissions; the product's own ones can be read but not changed. */
export default function RoleDetail({ params }: ScreenProps): ReactNode {
  const roles = useEndpoint<{ items: RoleRow[] }>(rolesPath)
  return (
    <Await query={roles}>
      {({ items }) => <Role role={items.find(({ id }) => id === params.id) ?? blank} />}
    </Await>
  )
}

function Role({ role }: { role: RoleRow }): ReactNode {
  const t = useAdminWords()
  const language = useLocale()
  const go = useGo()
  const fresh = role === blank
  const drop = useCommand(() => api.remove(`${rolesPath}/${role.id}`), {
    invalidates: [rolesPath],
    onDone: () => go('/admin/users?tab=roles'),
  })
  const title = fresh ? t('roles.create') : language === 'en' ? role.nameEn : role.name
  return (
    <Page
      title={title}
      back="/admin/users?tab=roles"
      narrow
      badge={role.builtIn ? <StateBadge tone="neutral" label={t('roles.builtIn')} /> : null}
      actions={
        fresh || role.builtIn ? null : (
          <Button
            variant="default"
            c="var(--wh-stopped)"
            loading={drop.isPending}
            onClick={() => drop.mutate(undefined)}
          >
            {t('roles.delete')}
          </Button>
        )
      }
    >
      {role.builtIn ? (
        <ul>
          {role.permissions.map((permission) => (
            <li key={permission}>{permission}</li>
          ))}
        </ul>
      ) : (
        <EntityForm<RoleValues>
          initial={{
            code: role.code,
            name: role.name,
            nameEn: role.nameEn,
            permissions: role.permissions.join('\n'),
          }}
          fields={[
            { name: 'name', label: t('roles.nameKo'), kind: 'text', required: true },
            { name: 'nameEn', label: t('roles.nameEn'), kind: 'text', required: true },
            { name: 'code', label: t('roles.code'), kind: 'text', required: true },
            {
              name: 'permissions',
              label: t('roles.permissions'),
              kind: 'longtext',
              wide: true,
              hint: t('roles.patterns'),
            },
          ]}
          invalidates={[rolesPath]}
          submit={(values, key) =>
            request(fresh ? 'POST' : 'PUT', fresh ? rolesPath : `${rolesPath}/${role.id}`, {
              body: { ...values, permissions: values.permissions.split(/[\s,]+/).filter(Boolean) },
              idempotencyKey: key,
            })
          }
          submitLabel={t('roles.save')}
          done={() => ({ said: t('roles.saved'), path: '/admin/users?tab=roles' })}
        />
      )}
    </Page>
  )
}
