import pg from 'pg'
import { camelCase } from '../shared/entity.ts'
import './json.ts'

export type Values = readonly unknown[]

/** Reading: a pool's connection or an open transaction. */
export interface Db {
  /** Rows in camelCase. A name makes the statement prepared: the same name always carries the same text. */
  rows<Row>(name: string, text: string, values?: Values): Promise<Row[]>
  row<Row>(name: string, text: string, values?: Values): Promise<Row | undefined>
}

interface Queryable {
  query(config: pg.QueryArrayConfig<unknown[]>): Promise<pg.QueryArrayResult<unknown[]>>
}

const keysOfShape = new WeakMap<pg.FieldDef[], string[]>()
const camelKeys = new Map<string, string>()

export function runnerOf(connection: Queryable, prepared: boolean): Pick<Db, 'rows' | 'row'> {
  async function rows<Row>(name: string, text: string, values: Values = []): Promise<Row[]> {
    const result = await connection.query({
      text,
      values: values as unknown[],
      rowMode: 'array',
      ...(prepared && name !== '' ? { name } : {}),
    })
    const keys = keysOf(result.fields)
    return result.rows.map((values) => {
      const row: Record<string, unknown> = {}
      for (let index = 0; index < keys.length; index++) row[keys[index] as string] = values[index]
      return row as Row
    })
  }
  return {
    rows,
    async row<Row>(name: string, text: string, values: Values = []) {
      return (await rows<Row>(name, text, values))[0]
    },
  }
}

/** The SQLSTATE of a server error, if it is one. */
export function sqlState(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | null)?.code
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) ? code : undefined
}

export function constraintOf(error: unknown): string | undefined {
  const constraint = (error as { constraint?: unknown } | null)?.constraint
  return typeof constraint === 'string' ? constraint : undefined
}

function keysOf(fields: pg.FieldDef[]): string[] {
  const known = keysOfShape.get(fields)
  if (known) return known
  const keys = fields.map(({ name }) => {
    let key = camelKeys.get(name)
    if (key === undefined) {
      key = camelCase(name)
      camelKeys.set(name, key)
    }
    return key
  })
  keysOfShape.set(fields, keys)
  return keys
}

pg.types.setTypeParser(pg.types.builtins.INT8, BigInt)
pg.types.setTypeParser(pg.types.builtins.NUMERIC, String)
pg.types.setTypeParser(pg.types.builtins.DATE, String)
pg.types.setTypeParser(1016 as never, (text: string) =>
  text.slice(1, -1).split(',').filter(Boolean).map(BigInt),
)
