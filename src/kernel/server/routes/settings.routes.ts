import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { DomainError, forbidden } from '../../shared/errors.ts'
import { hasText, text } from '../catalogue.ts'
import { signedIn } from '../http/house.ts'
import { localeOf } from '../http/problem.ts'
import { command, query } from '../http/routes.ts'
import { may } from '../principal.ts'
import { changeSetting, settingDefinitions, settingStates } from '../services/settings.ts'

export const readSettings = 'setting.read'

const state = z.object({
  key: z.string(),
  label: z.string(),
  value: z.unknown(),
  initial: z.unknown(),
  version: z.number(),
  updatedAt: z.iso.datetime().nullable(),
  updatedBy: z.string().nullable(),
  schema: z.record(z.string(), z.unknown()),
  mayChange: z.boolean(),
})

/** What a company decides for itself, without a restart. Labels stand in the catalogues under `settings.<key>`. */
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
          label: hasText(locale, `settings.${definition.key}`)
            ? text(locale, `settings.${definition.key}`)
            : definition.key,
          initial: definition.initial,
          schema: z.toJSONSchema(definition.schema, { io: 'input', unrepresentable: 'any' }),
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
