import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { DomainError, forbidden } from '../../shared/errors.ts'
import { hasText, type Locale, text } from '../catalogue.ts'
import { signedIn } from '../http/house.ts'
import { localeOf } from '../http/problem.ts'
import { command, query } from '../http/routes.ts'
import type { SettingDefinition } from '../module.ts'
import { may } from '../principal.ts'
import { changeSetting, settingDefinitions, settingStates } from '../services/settings.ts'

export const readSettings = 'setting.read'

const state = z.object({
  key: z.string(),
  label: z.string(),
  group: z.string(),
  /** What the parts of a value that has some are called. */
  parts: z.record(z.string(), z.string()),
  value: z.unknown(),
  initial: z.unknown(),
  version: z.number(),
  updatedAt: z.iso.datetime().nullable(),
  updatedBy: z.string().nullable(),
  schema: z.record(z.string(), z.unknown()),
  mayChange: z.boolean(),
})

/**
 * What a company decides for itself, without a restart. Labels stand in the catalogues under `settings.<key>`, those of
 * a value's parts under `settings.<key>.<part>`, and that of a group under the key's first word.
 */
export function settingRoutes(app: FastifyInstance): void {
  const definitions = settingDefinitions(app.house.modules)
  query(app, {
    url: '/settings',
    summary: 'Settings of the company, with what each may hold',
    permission: readSettings,
    response: z.object({ items: z.array(state) }),
    async run(db, { principal, request }) {
      const states = await settingStates(db, principal.companyId, definitions)
      const locale = localeOf(request)
      return {
        items: definitions.map((definition, index) => ({
          ...states[index],
          ...namesOf(definition, locale),
          initial: definition.initial,
          schema: schemaOf(definition),
          mayChange: may(principal, definition.permission),
        })),
      }
    },
  })
  command(app, {
    method: 'PUT',
    url: '/settings/:key',
    summary: 'Change a setting; effective within a second',
    description: 'Asks for the permission the setting itself names.',
    permission: signedIn,
    params: z.object({ key: z.string().max(100) }),
    body: z.object({ value: z.unknown() }),
    response: z.object({ key: z.string(), value: z.unknown(), version: z.number() }),
    async run(tx, { params, body, principal, version }) {
      const definition = definitions.find(({ key }) => key === params.key)
      if (!definition) throw new DomainError('setting.unknown', { key: params.key }, 404)
      if (!may(principal, definition.permission)) throw forbidden(definition.permission)
      const { key, value, version: now } = await changeSetting(tx, definition, { value: body.value, version })
      return { key, value, version: now }
    },
  })
}

interface ValueSchema {
  properties?: Record<string, unknown>
  anyOf?: ValueSchema[]
}

function schemaOf({ schema }: SettingDefinition): ValueSchema {
  return z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as ValueSchema
}

function namesOf(
  definition: SettingDefinition,
  locale: Locale,
): { label: string; group: string; parts: Record<string, string> } {
  const { key } = definition
  const nameOf = (path: string, otherwise: string) =>
    hasText(locale, `settings.${path}`) ? text(locale, `settings.${path}`) : otherwise
  const schema = schemaOf(definition)
  const { properties = {} } = schema.properties ? schema : (schema.anyOf?.find((one) => one.properties) ?? {})
  const group = key.split('.')[0] ?? ''
  return {
    label: nameOf(key, key),
    group: nameOf(group, group),
    parts: Object.fromEntries(Object.keys(properties).map((part) => [part, nameOf(`${key}.${part}`, part)])),
  }
}
