import { Button } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { Dialog } from '../dialog.tsx'
import { EntityForm } from '../form/entity-form.tsx'
import type { FieldSpec } from '../form/field-spec.ts'
import { PlainTable } from '../grid/plain-table.tsx'
import { Await, Empty, Page, Section } from '../page.tsx'
import { useEndpoint } from '../queries.ts'
import { request } from '../request.ts'
import { useWords } from '../text.ts'
import { StateBadge, When } from '../values.tsx'
import classes from './admin.module.css'
import { useAdminWords } from './text.ts'

interface Setting {
  key: string
  label: string
  group: string
  /** What the parts of a value that has some are called. */
  parts: Record<string, string>
  value: unknown
  initial: unknown
  version: number
  updatedAt: string | null
  updatedBy: string | null
  /** JSON Schema of what it may hold. */
  schema: JsonSchema
  mayChange: boolean
}

interface JsonSchema {
  type?: string
  enum?: unknown[]
  minimum?: number
  maximum?: number
  properties?: Record<string, JsonSchema>
  anyOf?: JsonSchema[]
}

const base = '/api/v1/kernel/settings'

/** What a company may decide about how the house works, by module. */
export default function Settings(): ReactNode {
  const t = useAdminWords()
  const words = useWords()
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
                          {row.updatedBy ? (
                            <small className={classes.hint}>
                              {row.updatedBy} · <When at={row.updatedAt} />
                            </small>
                          ) : null}
                        </>
                      ),
                    },
                    {
                      key: 'value',
                      label: t('settings.value'),
                      value: (row) =>
                        typeof row.value === 'boolean'
                          ? words(row.value ? 'yes' : 'no')
                          : textOf(row.value, row.parts),
                    },
                    {
                      key: 'state',
                      label: t('state'),
                      render: (row) =>
                        JSON.stringify(row.value) === JSON.stringify(row.initial) ? (
                          t('settings.default')
                        ) : (
                          <StateBadge tone="waiting" label={t('settings.changed')} />
                        ),
                    },
                    {
                      key: 'act',
                      label: '',
                      render: (row) =>
                        !row.mayChange ? null : (
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
  const fields = fieldsOf(setting, t('settings.json'))
  const typed = fields.some((field) => field.name === 'value' && field.kind === 'longtext')
  return (
    <EntityForm<{ value: unknown }>
      layout="dialog"
      initial={{
        value: typed ? JSON.stringify(setting.value, null, 2) : (setting.value ?? emptyOf(setting.schema)),
      }}
      fields={fields}
      invalidates={[base]}
      check={({ value }) =>
        typed && !isJson(String(value))
          ? [{ pointer: '/value', code: 'json', detail: t('settings.badJson') }]
          : []
      }
      submit={({ value }, key) =>
        request('PUT', `${base}/${encodeURIComponent(setting.key)}`, {
          body: { value: typed ? JSON.parse(String(value)) : withNulls(value, setting.schema) },
          idempotencyKey: key,
          ifMatch: setting.version || undefined,
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

/** What was emptied, a text or every part, means nothing where nothing is allowed. */
function withNulls(value: unknown, schema: JsonSchema): unknown {
  const mayBeNothing = schema.anyOf?.some((one) => one.type === 'null') ?? false
  if (value === '' && mayBeNothing) return null
  const parts = partedSchema(schema).properties
  if (!parts || typeof value !== 'object' || value === null) return value
  if (mayBeNothing && Object.values(value).every((part) => part === '' || part === null)) return null
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [name, withNulls(part, parts[name] ?? {})]),
  )
}

/** A field for the value, or one for each of its properties; JSON only for what is deeper than that. */
function fieldsOf({ label, schema, parts: names }: Setting, jsonHint: string): FieldSpec[] {
  const whole = fieldOf('value', label, schema)
  if (whole) return [whole]
  const { properties = {} } = partedSchema(schema)
  const parts = Object.entries(properties).map(([name, part]) =>
    fieldOf(`value.${name}`, names[name] ?? name, part),
  )
  const known = parts.filter((part) => part !== undefined)
  if (parts.length > 0 && known.length === parts.length) return known
  return [{ name: 'value', label, kind: 'longtext', hint: jsonHint }]
}

function emptyOf(schema: JsonSchema): unknown {
  return partedSchema(schema).properties ? {} : null
}

/** The schema of a value with parts, whether or not there may be none. */
function partedSchema(schema: JsonSchema): JsonSchema {
  return schema.properties ? schema : (schema.anyOf?.find((one) => one.properties) ?? {})
}

function fieldOf(name: string, label: string, given: JsonSchema): FieldSpec | undefined {
  const schema = given.anyOf?.find((one) => one.type !== 'null') ?? given
  if (schema.enum) {
    const options = schema.enum.map((one) => ({ value: String(one), label: String(one) }))
    return { name, label, kind: 'choice', required: true, options }
  }
  if (schema.type === 'boolean') return { name, label, kind: 'yes' }
  if (schema.type === 'integer' || schema.type === 'number')
    return { name, label, kind: 'number', hint: limitsOf(schema) }
  if (schema.type === 'string') return { name, label, kind: 'text' }
  return undefined
}

function limitsOf({ minimum, maximum }: JsonSchema): string | undefined {
  const most = maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER ? maximum : undefined
  return minimum === undefined && most === undefined ? undefined : `${minimum ?? ''} ~ ${most ?? ''}`
}

function groups(items: readonly Setting[]): [string, Setting[]][] {
  return [...Map.groupBy(items, ({ group }) => group)]
}

/** '은행 국민, 계좌번호 …': what is empty is left out. */
function textOf(value: unknown, names: Record<string, string>): string {
  if (typeof value === 'string') return value
  if (typeof value !== 'object' || value === null) return value === null ? '' : JSON.stringify(value)
  return Object.entries(value)
    .filter(([, part]) => part !== '' && part !== null)
    .map(([name, part]) => `${names[name] ?? name} ${typeof part === 'string' ? part : JSON.stringify(part)}`)
    .join(', ')
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
