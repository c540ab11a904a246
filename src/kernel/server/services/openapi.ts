import { z } from 'zod'
import { anyone, type RouteContract, signedIn } from '../http/house.ts'
import { problemSchema } from '../http/problem.ts'
import { sessionCookie } from '../identity/session-cookies.ts'
import { exampleOf, type JsonSchema } from './openapi-example.ts'

type Components = Record<string, JsonSchema>

const title = 'Wheelhouse'
const pathParameter = /:(\w+)/g

/** What a refusal means, by status; which of them an operation can answer follows from its contract. */
const refusals: Record<number, string> = {
  400: 'The request has not the described shape',
  401: 'Nobody has signed in',
  403: 'The permission is missing',
  404: 'Not there, or not yours to see',
  409: 'The record’s state does not allow it',
  412: 'The record has changed since it was read; `version` says to what',
  422: 'A rule of the house refuses it, or the idempotency key was used for another request',
  429: 'Too many requests',
  503: 'Not possible just now; nothing was stored, try again',
}

/** The OpenAPI 3.1 document of every declared route, from the same schemas that validate. */
export function openapiOf(contracts: readonly RouteContract[], version: string): object {
  const components: Components = {}
  const problem = schemaOf(problemSchema, components)
  const paths: Record<string, Record<string, unknown>> = {}
  const sorted = [...contracts].sort((a, b) =>
    a.url < b.url ? -1 : a.url > b.url ? 1 : a.method < b.method ? -1 : 1,
  )
  for (const contract of sorted) {
    const path = contract.url.replace(pathParameter, '{$1}')
    paths[path] = {
      ...paths[path],
      [contract.method.toLowerCase()]: operationOf(contract, components, problem),
    }
  }
  return {
    openapi: '3.1.0',
    info: {
      title,
      version,
      description:
        'One API for our own screens and for your programs. Money is `{ amount, currency }` with the amount in minor units as text; ids are UUIDv7; instants are RFC 3339 in UTC; business dates are `YYYY-MM-DD`. Commands take `Idempotency-Key` and, where records have a version, `If-Match`. Refusals are RFC 9457 problems with a stable dotted `code`.',
    },
    servers: [{ url: '/' }],
    tags: [...new Set(sorted.map(tagOf))].sort().map((name) => ({ name })),
    paths,
    components: {
      schemas: components,
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: sessionCookie },
        key: { type: 'http', scheme: 'bearer' },
      },
    },
  }
}

function operationOf(contract: RouteContract, components: Components, problem: JsonSchema): object {
  const body = contract.body && schemaOf(contract.body, components)
  const isPublic = contract.permission === anyone
  return {
    operationId: operationId(contract),
    tags: [tagOf(contract)],
    summary: contract.summary,
    ...(contract.description ? { description: contract.description } : {}),
    'x-permission': contract.permission,
    security: isPublic ? [] : [{ session: [] }, { key: [] }],
    ...parametersOf(contract, components),
    ...(body ? { requestBody: requestBody(contract, body, components) } : {}),
    responses: { ...successOf(contract, components), ...refusalsOf(contract, problem) },
  }
}

function requestBody(contract: RouteContract, body: JsonSchema, components: Components): object {
  if (contract.consumes === 'multipart/form-data') {
    const file = { type: 'string', format: 'binary' }
    const properties = { ...(body.properties ?? {}), file }
    const required = [...(body.required ?? []), 'file']
    return {
      required: true,
      content: {
        'multipart/form-data': {
          schema: { ...body, properties, required },
          example: { ...(exampleOf(body, components) as object), file: '@file' },
        },
      },
    }
  }
  return {
    required: true,
    content: {
      [contract.consumes ?? 'application/json']: {
        schema: body,
        example: contract.example ?? exampleOf(body, components),
      },
    },
  }
}

function successOf(contract: RouteContract, components: Components): object {
  const description = contract.status === 202 ? 'Accepted; follow the job' : 'Done'
  if (contract.status === 204) return { 204: { description: 'Done; nothing to tell' } }
  if (contract.produces) {
    const content = {
      [contract.produces.split(';')[0] ?? '']: { schema: { type: 'string', format: 'binary' }, example: '…' },
    }
    return { [contract.status]: { description, content } }
  }
  if (!contract.response) return { [contract.status]: { description } }
  const schema = schemaOf(contract.response, components)
  return {
    [contract.status]: {
      description,
      content: { 'application/json': { schema, example: exampleOf(schema, components) } },
    },
  }
}

function refusalsOf(contract: RouteContract, problem: JsonSchema): object {
  const writes = contract.method !== 'GET'
  const statuses = [
    ...(contract.query || contract.body || contract.params ? [400] : []),
    ...(contract.permission === anyone ? [] : [401]),
    ...(contract.permission === anyone || contract.permission === signedIn ? [] : [403]),
    ...(contract.params ? [404] : []),
    ...(writes && contract.params ? [409, 412] : []),
    ...(writes ? [422] : []),
    429,
    503,
  ]
  return Object.fromEntries(
    statuses.map((status) => [
      status,
      { description: refusals[status], content: { 'application/problem+json': { schema: problem } } },
    ]),
  )
}

function parametersOf(contract: RouteContract, components: Components): object {
  const path = [...contract.url.matchAll(pathParameter)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    schema: propertyOf(contract.params, name, components) ?? { type: 'string' },
  }))
  const asked = contract.query && schemaOf(contract.query, components)
  const query = Object.entries(asked?.properties ?? {}).map(([name, schema]) => ({
    name,
    in: 'query',
    required: asked?.required?.includes(name) ?? false,
    schema,
  }))
  const free = asked && !asked.properties ? [listParameter] : []
  const headers = contract.method === 'GET' ? [] : [idempotencyHeader]
  const versioned = contract.method !== 'GET' && contract.params ? [versionHeader] : []
  const parameters = [...path, ...query, ...free, ...headers, ...versioned]
  return parameters.length > 0 ? { parameters } : {}
}

/** Lists name their filters by column: `filter[state]=…`. */
const listParameter = {
  name: 'list',
  in: 'query',
  required: false,
  style: 'form',
  explode: true,
  schema: { type: 'object', additionalProperties: { type: 'string' } },
  example: { 'filter[id]': '0198f4d2-7b1e-7c3a-9a54-3f1f2a6b7c8d', sort: '-id', limit: '50' },
}
const idempotencyHeader = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description: 'The same key with the same request has one effect and gets the first answer again.',
  schema: { type: 'string', maxLength: 200 },
}
const versionHeader = {
  name: 'If-Match',
  in: 'header',
  required: false,
  description: 'The version that was read, in quotes; a record that has changed since answers 412.',
  schema: { type: 'string', pattern: '^"\\d+"$' },
}

function propertyOf(
  schema: z.ZodType | undefined,
  name: string,
  components: Components,
): JsonSchema | undefined {
  return schema && schemaOf(schema, components).properties?.[name]
}

/** A schema as it stands on the wire; what has an id becomes a reference into the components. */
function schemaOf(schema: z.ZodType, components: Components): JsonSchema {
  const made = z.toJSONSchema(schema, {
    io: 'input',
    target: 'draft-2020-12',
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      // Dates and integers beyond 2^53 travel as text.
      const { type } = zodSchema._zod.def
      if (type === 'bigint') Object.assign(jsonSchema, { type: 'string', pattern: '^-?\\d+$' })
      if (type === 'date') Object.assign(jsonSchema, { type: 'string', format: 'date-time' })
    },
  }) as JsonSchema & { $defs?: Components; $schema?: string }
  const { $defs, $schema: _schema, ...own } = made
  for (const [name, definition] of Object.entries($defs ?? {})) components[name] = tidy(definition)
  return tidy(own)
}

/** References to the document's components, and without the labels only our screens use. */
function tidy(schema: JsonSchema): JsonSchema {
  return JSON.parse(
    JSON.stringify(schema, (key, value: unknown) => {
      if (key === '$ref' && typeof value === 'string')
        return value.replace('#/$defs/', '#/components/schemas/')
      return value
    }),
  ) as JsonSchema
}

function tagOf(contract: RouteContract): string {
  return /^\/api\/v1\/([^/]+)\//.exec(contract.url)?.[1] ?? 'root'
}

/** `postOrdersOrdersByIdConfirm`: stable as long as method and path are. */
function operationId({ method, url }: RouteContract): string {
  const words = url
    .replace(/^\/api\/v1/, '')
    .replace(pathParameter, 'by-$1')
    .split(/[^a-zA-Z0-9]+/)
    .filter((word) => word !== '')
  return method.toLowerCase() + words.map((word) => word[0]?.toUpperCase() + word.slice(1)).join('')
}
