import type { TestKit } from '../../kernel/server/testkit.ts'

/** As much of an operation's JSON Schema as the tests look at. */
export interface Shape {
  type?: string | string[]
  format?: string
  enum?: unknown[]
  properties?: Record<string, Shape>
  items?: Shape
  anyOf?: Shape[]
  oneOf?: Shape[]
}

/** One operation as the OpenAPI document tells it. */
export interface Operation {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** With `{name}` for each parameter. */
  path: string
  permission: string
  params: { name: string; schema: Shape }[]
  /** Parameters of the query by name; lists take any filter. */
  query: string[]
  isList: boolean
  /** Columns by which a list may be filtered. */
  filters: string[]
  sorts: string[]
  body: { contentType: string; schema: Shape; example: unknown } | undefined
  /** Content type of what is answered; `application/json` where nothing else is told. */
  produces: string
}

interface DocumentedOperation {
  'x-permission': string
  description?: string
  parameters?: { name: string; in: string; schema: Shape }[]
  requestBody?: { content: Record<string, { schema: Shape; example?: unknown }> }
  responses: Record<string, { content?: Record<string, unknown> }>
}

/** Every operation of the house, read from the document that everyone else reads. */
export async function operationsOf(t: TestKit): Promise<Operation[]> {
  const { body: document } = await t.as(t.person([])).get('/api/v1/openapi.json')
  const paths = document.paths as Record<string, Record<string, DocumentedOperation>>
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, documented]) => operationOf(path, method, documented)),
  )
}

function operationOf(path: string, method: string, documented: DocumentedOperation): Operation {
  const given = (place: string) => (documented.parameters ?? []).filter((parameter) => parameter.in === place)
  const [body] = Object.entries(documented.requestBody?.content ?? {})
  const good = Object.entries(documented.responses).find(([status]) => Number(status) < 300)
  return {
    method: method.toUpperCase() as Operation['method'],
    path,
    permission: documented['x-permission'],
    params: given('path'),
    query: given('query').map(({ name }) => name),
    isList: given('query').some(({ name }) => name === 'list'),
    sorts: /Sort by ([\w, ]+)\./.exec(documented.description ?? '')?.[1]?.split(', ') ?? [],
    filters: /Filter by ([\w, ]+)\./.exec(documented.description ?? '')?.[1]?.split(', ') ?? [],
    body: body && { contentType: body[0], schema: body[1].schema, example: body[1].example ?? {} },
    produces: Object.keys(good?.[1].content ?? {})[0] ?? 'application/json',
  }
}

export const nowhere = '0198c0de-0000-7000-8000-000000000000'

/** The address of an operation, each parameter as `value` answers it. */
export function addressOf(operation: Operation, value: (name: string) => string = () => nowhere): string {
  return operation.path.replace(/\{(\w+)\}/g, (_match, name: string) => encodeURIComponent(value(name)))
}

export function named(operation: Pick<Operation, 'method' | 'path'>): string {
  return `${operation.method} ${operation.path}`
}
