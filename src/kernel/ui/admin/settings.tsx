import { Button } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { Dialog } from '../dialog.tsx'
import { EntityForm } from '../form/entity-form.tsx'
import type { FieldSpec } from '../form/field-spec.ts'
import { PlainTable } from '../grid/plain-table.tsx'
import { Await, Empty, Page, Section } from '../page.tsx'
import { useEndpoint } from '../queries.ts'
import { request } from '../request.ts'
import { StateBadge } from '../values.tsx'
import classes from './admin.module.css'
import { useAdminWords } from './text.ts'

interface Setting {
  key: string
  label: string
  description: string | null
  value: unknown
  default: unknown
  options?: string[] | null
  version?: number
  editable?: boolean
}

const base = '/api/v1/kernel/settings'

/** What a company may decide about how the house works, by module. */
export default function Settings(): ReactNode {
  const t = useAdminWords()
  const settings = useEndpoint<{ items: Setting[] }>(base)
  const [editing, setEditing] = useState<Setting>()
  return (
    <Page title={t('settings.title')}>
      <Await query={settings}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title={t('settings.empty')} />
          ) : (
            groups(items).map(([group, found]) => (
              <Section key={group} title={group} flush>
                <PlainTable
                  caption={group}
                  rows={found}
                  rowKey={(row) => row.key}
                  columns={[
                    {
                      key: 'label',
                      label: t('settings.key'),
                      render: (row) => (
                        <>
                          {row.label}
                          {row.description ? <small className={classes.hint}>{row.description}</small> : null}
                        </>
                      ),
                    },
                    { key: 'value', label: t('settings.value'), value: (row) => textOf(row.value) },
                    {
                      key: 'state',
                      label: t('state'),
                      render: (row) =>
                        JSON.stringify(row.value) === JSON.stringify(row.default) ? (
                          t('settings.default')
                        ) : (
                          <StateBadge tone="waiting" label={t('settings.changed')} />
                        ),
                    },
                    {
                      key: 'act',
                      label: '',
                      render: (row) =>
                        row.editable === false ? null : (
                          <Button variant="subtle" size="compact-xs" onClick={() => setEditing(row)}>
                            {t('settings.edit')}
                          </Button>
                        ),
                    },
                  ]}
                />
              </Section>
            ))
          )
        }
      </Await>
      <Dialog
        opened={editing !== undefined}
        onClose={() => setEditing(undefined)}
        title={editing?.label ?? ''}
      >
        {editing ? <SettingForm setting={editing} onClose={() => setEditing(undefined)} /> : null}
      </Dialog>
    </Page>
  )
}

function SettingForm({ setting, onClose }: { setting: Setting; onClose: () => void }): ReactNode {
  const t = useAdminWords()
  const field = fieldOf(setting, t('settings.json'))
  const plain = field.kind !== 'longtext'
  return (
    <EntityForm<{ value: unknown }>
      layout="dialog"
      initial={{ value: plain ? setting.value : JSON.stringify(setting.value, null, 2) }}
      fields={[field]}
      invalidates={[base]}
      check={({ value }) =>
        plain || isJson(String(value))
          ? []
          : [{ pointer: '/value', code: 'json', detail: t('settings.badJson') }]
      }
      submit={({ value }, key) =>
        request('PUT', `${base}/${encodeURIComponent(setting.key)}`, {
          body: { value: plain ? value : JSON.parse(String(value)) },
          idempotencyKey: key,
          ifMatch: setting.version,
        })
      }
      submitLabel={t('settings.edit')}
      cancel={onClose}
      done={() => {
        onClose()
        return { said: t('settings.saved') }
      }}
    />
  )
}

function fieldOf({ label, description, value, options }: Setting, jsonHint: string): FieldSpec {
  const spec = { name: 'value', label, ...(description ? { hint: description } : {}) }
  if (options)
    return {
      ...spec,
      kind: 'choice',
      required: true,
      options: options.map((one) => ({ value: one, label: one })),
    }
  if (typeof value === 'boolean') return { ...spec, kind: 'yes' }
  if (typeof value === 'number') return { ...spec, kind: 'number' }
  if (typeof value === 'string') return { ...spec, kind: 'text' }
  return { ...spec, kind: 'longtext', hint: jsonHint }
}

function groups(items: readonly Setting[]): [string, Setting[]][] {
  return [...Map.groupBy(items, ({ key }) => key.split('.')[0] ?? '')]
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
