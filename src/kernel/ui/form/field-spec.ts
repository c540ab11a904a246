import type { ReactNode } from 'react'

export interface Option {
  value: string
  label: string
}

/** Type-ahead over any list route. */
// biome-ignore lint/suspicious/noExplicitAny: each lookup knows its own row; the input only hands it back.
export interface Lookup<Row = any> {
  /** A list route: asked as `base?q=`, and `base/{id}` for the label of a value. */
  base: string
  entity?: string
  label: (row: Row) => string
  hint?: (row: Row) => string | null | undefined
  query?: Record<string, string>
  /** `id` of the row unless told otherwise. */
  value?: (row: Row) => string
  /** Creation in place: a short form, posted to `url` or `base`. */
  create?: { label: string; fields: FieldSpec[]; url?: string }
}

export type FieldKind =
  | 'text'
  | 'longtext'
  | 'number'
  | 'quantity'
  | 'money'
  | 'date'
  | 'datetime'
  | 'time'
  | 'yes'
  | 'choice'
  | 'choices'
  | 'lookup'
  | 'phone'
  | 'email'
  | 'password'
  | 'file'

export interface FieldSpec {
  /** Property of the values; dots go deeper: `address.line1`. */
  name: string
  label: string
  kind: FieldKind
  required?: boolean
  hint?: ReactNode
  placeholder?: string
  /** Both columns. */
  wide?: boolean
  /** Drawn only while this holds. */
  // biome-ignore lint/suspicious/noExplicitAny: the form's own values, whose type the specification does not carry.
  when?: (values: any) => boolean
  options?: readonly Option[]
  lookup?: Lookup
  /** ISO 4217, for money; the company's otherwise. */
  currency?: string
  /** What the browser offers to pick, for files. */
  accept?: string
  unit?: string
  autoComplete?: string
  maxLength?: number
}

/** `lines.0.quantity` → `/lines/0/quantity`. */
export function pointerOf(name: string): string {
  return `/${name.replaceAll('.', '/')}`
}

export function readPath(values: unknown, name: string): unknown {
  return name
    .split('.')
    .reduce<unknown>((node, key) => (node as Record<string, unknown> | null | undefined)?.[key], values)
}

/** A copy with one place changed; arrays stay arrays. */
export function writePath<Values>(values: Values, name: string, value: unknown): Values {
  const [key = '', ...rest] = name.split('.')
  const node = (values ?? {}) as Record<string, unknown>
  const next = rest.length === 0 ? value : writePath(node[key], rest.join('.'), value)
  if (Array.isArray(node)) return node.with(Number(key), next) as Values
  return { ...node, [key]: next } as Values
}
