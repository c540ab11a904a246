import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import { ask, Dialog } from '../dialog.tsx'
import { EntityForm } from '../form/entity-form.tsx'
import { EntityList } from '../list/entity-list.tsx'
import { useCommand } from '../queries.ts'
import { api, request } from '../request.ts'
import { ShownOnce } from './shown-once.tsx'
import { useAdminWords } from './text.ts'

interface KeyRow {
  id: string
  name: string
  prefix: string
  scopes: string[]
  createdAt: string
  expiresAt: string | null
  revokedAt: string | null
  lastUsedAt: string | null
}

const base = '/api/v1/kernel/api-keys'

/** The keys by which programs call, each with no more than it needs. */
export default function ApiKeys(): ReactNode {
  const t = useAdminWords()
  const [making, setMaking] = useState(false)
  const [token, setToken] = useState<string>()
  const revoke = useCommand((row: KeyRow) => api.remove(`${base}/${row.id}`), {
    invalidates: [base],
    said: t('keys.revokedSaid'),
  })
  const sure = (row: KeyRow) =>
    void ask({
      title: t('keys.sure', { name: row.name }),
      text: t('keys.sureText'),
      yes: t('revoke'),
      tone: 'danger',
    }).then((yes) => (yes ? revoke.mutate(row) : undefined))
  return (
    <>
      <EntityList<KeyRow>
        entity="api-key"
        base={base}
        title={t('keys.title')}
        defaultSort="-createdAt"
        exportable={false}
        tools={
          <Button leftSection={<IconPlus size={14} aria-hidden="true" />} onClick={() => setMaking(true)}>
            {t('keys.create')}
          </Button>
        }
        columns={[
          { key: 'name', label: t('name'), sortable: false },
          { key: 'prefix', label: t('keys.prefix'), sortable: false, width: 120 },
          {
            key: 'state',
            label: t('state'),
            kind: 'state',
            sortable: false,
            state: (row) => keyState(row, t),
          },
          {
            key: 'scopes',
            label: t('keys.scopes'),
            sortable: false,
            width: 260,
            value: (row) => row.scopes.join(', '),
          },
          { key: 'lastUsedAt', label: t('keys.used'), kind: 'instant', sortable: false },
          { key: 'expiresAt', label: t('keys.expires'), kind: 'instant', sortable: false },
          { key: 'createdAt', label: t('createdAt'), kind: 'instant' },
          {
            key: 'revoke',
            label: t('revoke'),
            sortable: false,
            width: 90,
            render: (row) =>
              row.revokedAt ? null : (
                <Button variant="subtle" size="compact-xs" onClick={() => sure(row)}>
                  {t('revoke')}
                </Button>
              ),
          },
        ]}
        empty={{ title: t('keys.emptyTitle'), text: t('keys.emptyText') }}
      />
      <Dialog opened={making} onClose={() => setMaking(false)} title={t('keys.create')}>
        <EntityForm<{ name: string; scopes: string; expiresAt: string | null }, { token: string }>
          layout="dialog"
          initial={{ name: '', scopes: '', expiresAt: null }}
          fields={[
            { name: 'name', label: t('name'), kind: 'text', required: true },
            {
              name: 'scopes',
              label: t('keys.scopes'),
              kind: 'longtext',
              required: true,
              hint: t('roles.patterns'),
            },
            { name: 'expiresAt', label: t('keys.expires'), kind: 'datetime' },
          ]}
          invalidates={[base]}
          submit={(values, key) =>
            request('POST', base, {
              body: { ...values, scopes: values.scopes.split(/[\s,]+/).filter(Boolean) },
              idempotencyKey: key,
            })
          }
          submitLabel={t('keys.create')}
          cancel={() => setMaking(false)}
          done={(answer) => {
            setMaking(false)
            setToken(answer.token)
            return undefined
          }}
        />
      </Dialog>
      {token ? (
        <ShownOnce
          title={t('keys.title')}
          text={t('keys.once')}
          secret={token}
          onClose={() => setToken(undefined)}
        />
      ) : null}
    </>
  )
}

function keyState(row: KeyRow, t: ReturnType<typeof useAdminWords>) {
  if (row.revokedAt) return { tone: 'stopped' as const, label: t('keys.revoked') }
  if (row.expiresAt && new Date(row.expiresAt) < new Date())
    return { tone: 'neutral' as const, label: t('keys.expired') }
  return { tone: 'good' as const, label: t('keys.live') }
}
