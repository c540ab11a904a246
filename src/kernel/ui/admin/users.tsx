import { Tabs } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { DataGrid } from '../grid/data-grid.tsx'
import { ButtonLink, useUrl } from '../link.tsx'
import { EntityList } from '../list/entity-list.tsx'
import { useMay } from '../me.ts'
import { Page } from '../page.tsx'
import { useEndpoint } from '../queries.ts'
import { useLocale } from '../text.ts'
import { StateBadge } from '../values.tsx'
import classes from './admin.module.css'
import { useAdminWords } from './text.ts'

interface UserRow {
  id: string
  name: string
  email: string
  state: 'active' | 'disabled'
  locale: string
  demo: boolean
  createdAt: string
}

export interface RoleRow {
  id: string
  code: string
  name: string
  nameEn: string
  permissions: string[]
  builtIn: boolean
  version: number
}

export const rolesPath = '/api/v1/kernel/roles'

/** Who may come in, and as what. */
export default function Users(): ReactNode {
  const t = useAdminWords()
  const [url, set] = useUrl()
  const tab = url.tab === 'roles' ? 'roles' : 'users'
  const mayManage = useMay('user.manage')
  const mayRoles = useMay('role.manage')
  return (
    <Page
      fill
      title={t('users.title')}
      actions={
        tab === 'users' && mayManage ? (
          <ButtonLink to="/admin/users/new" leftSection={<IconPlus size={14} aria-hidden="true" />}>
            {t('users.create')}
          </ButtonLink>
        ) : tab === 'roles' && mayRoles ? (
          <ButtonLink to="/admin/roles/new" leftSection={<IconPlus size={14} aria-hidden="true" />}>
            {t('roles.create')}
          </ButtonLink>
        ) : null
      }
    >
      <Tabs value={tab} onChange={(next) => set({ tab: next === 'roles' ? 'roles' : undefined })}>
        <Tabs.List>
          <Tabs.Tab value="users">{t('users.users')}</Tabs.Tab>
          <Tabs.Tab value="roles">{t('users.roles')}</Tabs.Tab>
        </Tabs.List>
      </Tabs>
      <div className={classes.fill}>{tab === 'users' ? <UserList /> : <RoleList />}</div>
    </Page>
  )
}

function UserList(): ReactNode {
  const t = useAdminWords()
  return (
    <EntityList<UserRow>
      bare
      height={520}
      entity="user"
      base="/api/v1/kernel/users"
      title={t('users.users')}
      defaultSort="name"
      exportable={false}
      open={(row) => `/admin/users/${row.id}`}
      columns={[
        { key: 'name', label: t('name'), width: 160 },
        { key: 'email', label: t('email'), width: 240 },
        {
          key: 'state',
          label: t('state'),
          kind: 'state',
          sortable: false,
          state: (row) => userState(row.state, t),
        },
        {
          key: 'demo',
          label: t('users.demo'),
          sortable: false,
          width: 110,
          render: (row) => (row.demo ? <StateBadge tone="attention" label={t('users.demoAccount')} /> : ''),
        },
        { key: 'createdAt', label: t('createdAt'), kind: 'instant' },
      ]}
      filters={[
        {
          field: 'state',
          label: t('state'),
          kind: 'choice',
          options: [
            { value: 'active', label: t('users.active') },
            { value: 'disabled', label: t('users.disabled') },
          ],
        },
      ]}
      empty={{ title: t('users.emptyTitle'), text: t('users.emptyText') }}
    />
  )
}

function RoleList(): ReactNode {
  const t = useAdminWords()
  const language = useLocale()
  const roles = useEndpoint<{ items: RoleRow[] }>(rolesPath)
  return (
    <DataGrid<RoleRow>
      name="role"
      caption={t('users.roles')}
      rows={roles.data?.items ?? []}
      loading={roles.isPending}
      error={roles.error}
      retry={() => void roles.refetch()}
      open={(row) => `/admin/roles/${row.id}`}
      columns={[
        { key: 'name', label: t('name'), value: (row) => (language === 'en' ? row.nameEn : row.name) },
        { key: 'code', label: t('roles.code'), width: 160 },
        { key: 'builtIn', label: t('roles.builtIn'), kind: 'yes', width: 110 },
        {
          key: 'permissions',
          label: t('roles.permissions'),
          width: 420,
          sortable: false,
          value: (row) => row.permissions.join(', '),
        },
      ]}
    />
  )
}

export function userState(state: UserRow['state'], t: ReturnType<typeof useAdminWords>) {
  return state === 'active'
    ? { tone: 'good' as const, label: t('users.active') }
    : { tone: 'stopped' as const, label: t('users.disabled') }
}
