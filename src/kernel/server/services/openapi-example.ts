/** As much of JSON Schema as our own schemas become. */
export interface JsonSchema {
  $ref?: string
  type?: string | string[]
  format?: string
  pattern?: string
  enum?: unknown[]
  const?: unknown
  default?: unknown
  minimum?: number
  exclusiveMinimum?: number
  minLength?: number
  properties?: Record<string, JsonSchema>
  required?: string[]
  additionalProperties?: JsonSchema | boolean
  items?: JsonSchema
  prefixItems?: JsonSchema[]
  anyOf?: JsonSchema[]
  oneOf?: JsonSchema[]
  allOf?: JsonSchema[]
  examples?: unknown[]
}

const maxDepth = 6
const byFormat: Readonly<Record<string, string>> = {
  uuid: '0198f4d2-7b1e-7c3a-9a54-3f1f2a6b7c8d',
  date: '2026-11-21',
  'date-time': '2026-11-21T05:30:00.000Z',
  email: 'seoyeon.kim@example.com',
  uri: 'https://example.com/',
  binary: '@file',
}
const byName: Readonly<Record<string, unknown>> = {
  amount: '12000',
  currency: 'KRW',
  entity: 'product',
  q: '김서연',
  topics: 'order',
  number: 'SO-2026-000123',
  name: '김서연',
  phone: '010-1234-5678',
  reason: '고객 요청',
  locale: 'ko',
  nextCursor: null,
  quantity: '2',
}

/** A plausible value of a schema, where nobody wrote one: right in shape, the same every time. */
export function exampleOf(
  schema: JsonSchema,
  components: Readonly<Record<string, JsonSchema>>,
  name = '',
  depth = 0,
): unknown {
  if (depth > maxDepth) return null
  if (schema.$ref) {
    const target = components[schema.$ref.split('/').at(-1) ?? '']
    return target ? exampleOf(target, components, name, depth + 1) : {}
  }
  if (schema.examples?.length) return schema.examples[0]
  if (schema.default !== undefined) return schema.default
  if ('const' in schema) return schema.const
  if (schema.enum?.length) return schema.enum[0]
  const choice = (schema.anyOf ?? schema.oneOf)?.[0]
  if (choice) return exampleOf(choice, components, name, depth + 1)
  if (schema.allOf) {
    return Object.assign({}, ...schema.allOf.map((part) => exampleOf(part, components, name, depth + 1)))
  }
  switch (Array.isArray(schema.type) ? schema.type[0] : schema.type) {
    case 'object':
      return Object.fromEntries(
        Object.entries(schema.properties ?? {}).map(([key, inner]) => [
          key,
          exampleOf(inner, components, key, depth + 1),
        ]),
      )
    case 'array':
      if (schema.prefixItems)
        return schema.prefixItems.map((item) => exampleOf(item, components, name, depth + 1))
      return schema.items ? [exampleOf(schema.items, components, name, depth + 1)] : []
    case 'integer':
    case 'number':
      return Math.max(schema.minimum ?? 1, (schema.exclusiveMinimum ?? 0) + 1)
    case 'boolean':
      return true
    case 'null':
      return null
    case 'string':
      return textExample(schema, name)
    default:
      return byName[name] ?? null
  }
}

function textExample(schema: JsonSchema, name: string): unknown {
  const known = schema.format ? byFormat[schema.format] : undefined
  if (known !== undefined) return known
  if (typeof byName[name] === 'string') return byName[name]
  if (schema.pattern && /\\d/.test(schema.pattern)) return '1'
  return 'text'.padEnd(schema.minLength ?? 0, '.')
}
