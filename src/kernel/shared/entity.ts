import { z } from 'zod'

declare module 'zod' {
  interface GlobalMeta {
    /** Catalogue key of the column's label. */
    label?: string
    /** Catalogue key of its module under which the words of its values stand, for files: 'state', 'contact.kinds'. */
    words?: string
    /** Shown in lists unless the person hides it. */
    list?: boolean
    /** May be filtered by `?filter[column]=`. */
    filter?: boolean
    /** May be sorted by. An index must carry it. */
    sort?: boolean
    /** Goes into the global search index. */
    search?: boolean
    /** Personal data: masked without `personal-data.read`, and its reading is logged. */
    personal?: 'name' | 'phone' | 'email' | 'address' | 'birth' | 'identifier'
    /** Personal only in rows whose other column holds this value: a person's name is, an organisation's is not. */
    personalWhen?: { key: string; is: string }
    /** Kept by the server; never taken from a form or an import. */
    computed?: boolean
  }
}

export interface Entity<Row extends z.ZodObject = z.ZodObject> {
  name: string
  /** `schema.table`, owned by the module of the schema's name. */
  table: string
  row: Row
  columns: readonly EntityColumn[]
}

export interface EntityColumn {
  /** camelCase property of the row. */
  key: string
  /** snake_case column of the table. */
  column: string
  type:
    | 'text'
    | 'uuid'
    | 'integer'
    | 'bigint'
    | 'decimal'
    | 'boolean'
    | 'date'
    | 'instant'
    | 'enum'
    | 'texts'
    | 'json'
  nullable: boolean
  options?: readonly string[]
  meta: z.GlobalMeta
}

/**
 * Declares a record's shape once: row type, validation, OpenAPI, labels, list and import columns, search and
 * personal-data flags follow from it. SQL stays handwritten; a parity test holds the two together.
 */
export function defineEntity<const Shape extends z.ZodRawShape>(declaration: {
  name: string
  table: `${string}.${string}`
  row: z.ZodObject<Shape>
}): Entity<z.ZodObject<Shape>> {
  const columns = Object.entries(declaration.row.shape).map(([key, schema]) =>
    columnOf(key, schema as z.ZodType),
  )
  return { ...declaration, columns }
}

/** camelCase → snake_case, the one rule by which rows and tables meet. */
export function snakeCase(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}

export function camelCase(column: string): string {
  return column.replace(/_([a-z0-9])/g, (_match, letter: string) => letter.toUpperCase())
}

function columnOf(key: string, schema: z.ZodType): EntityColumn {
  let inner: z.ZodType = schema
  let nullable = false
  let meta: z.GlobalMeta = { ...(schema.meta() ?? {}) }
  for (;;) {
    const definition = inner.def as { type: string; innerType?: z.ZodType; out?: z.ZodType }
    if (definition.type === 'nullable') nullable = true
    if (
      (definition.type === 'nullable' || definition.type === 'optional' || definition.type === 'default') &&
      definition.innerType
    ) {
      inner = definition.innerType
      meta = { ...(inner.meta() ?? {}), ...meta }
      continue
    }
    break
  }
  const options = inner instanceof z.ZodEnum ? inner.options.map(String) : undefined
  return {
    key,
    column: snakeCase(key),
    type: typeOf(key, inner, meta),
    nullable,
    meta,
    ...(options ? { options } : {}),
  }
}

function typeOf(key: string, schema: z.ZodType, meta: z.GlobalMeta): EntityColumn['type'] {
  const definition = schema.def as { type: string; format?: string; out?: z.ZodType }
  const kind = (meta as { kind?: string }).kind
  if (kind === 'decimal') return 'decimal'
  switch (definition.type) {
    case 'pipe':
      return (definition.out?.def as { type?: string } | undefined)?.type === 'bigint' ? 'bigint' : 'instant'
    case 'bigint':
      return 'bigint'
    case 'number':
      return 'integer'
    case 'boolean':
      return 'boolean'
    case 'date':
      return 'instant'
    case 'enum':
    case 'literal':
      return 'enum'
    case 'array':
      return (schema as z.ZodArray).element instanceof z.ZodObject ? 'json' : 'texts'
    case 'string':
      if (definition.format === 'uuid' || definition.format === 'guid') return 'uuid'
      if (definition.format === 'date') return 'date'
      return key.endsWith('At') ? 'instant' : 'text'
    default:
      return 'json'
  }
}
