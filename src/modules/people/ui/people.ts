import type { Lookup } from '../../../kernel/ui/form/field-spec.ts'
import { useEndpoint } from '../../../kernel/ui/queries.ts'
import type { OfferedAction } from '../../../kernel/ui/record/document.ts'
import { type Locale, useLocale } from '../../../kernel/ui/text.ts'
import type { Tone } from '../../../kernel/ui/values.tsx'

export const employeesPath = '/api/v1/people/employees'
export const positionsPath = '/api/v1/people/positions'
export const unitsPath = '/api/v1/people/org-units'

export type EmployeeState = 'employed' | 'on-leave' | 'left'
export const employeeTone: Record<EmployeeState, Tone> = {
  employed: 'good',
  'on-leave': 'waiting',
  left: 'stopped',
}

export interface EmployeeRow {
  id: string
  number: string
  state: EmployeeState
  name: string
  nameEn: string | null
  email: string | null
  phone: string | null
  orgUnitId: string
  positionId: string
  hiredOn: string
  leftOn: string | null
  userId: string | null
  version: number
}

export interface Employee extends EmployeeRow {
  actions: OfferedAction[]
}

export interface Named {
  id: string
  code: string
  name: string
  nameEn: string
  version: number
}

export interface Position extends Named {
  rank: number
}

export interface OrgUnit extends Named {
  parentId: string | null
  people: number
}

/** A company has few units and positions: both are read whole, and rows say their names by id. */
export function useNames(): {
  units: OrgUnit[]
  positions: Position[]
  nameOf: (id: string | null) => string
} {
  const language = useLocale()
  const units = useEndpoint<{ items: OrgUnit[] }>(unitsPath).data?.items ?? []
  const positions = useEndpoint<{ items: Position[] }>(positionsPath, { limit: 200 }).data?.items ?? []
  const byId = new Map([...units, ...positions].map((named) => [named.id, named]))
  return {
    units,
    positions,
    nameOf: (id) => {
      const named = id === null ? undefined : byId.get(id)
      return named ? wordOf(named, language) : ''
    },
  }
}

export function wordOf(named: Named, language: Locale): string {
  return language === 'en' ? named.nameEn : named.name
}

export const userLookup: Lookup<{ id: string; name: string; email: string }> = {
  base: '/api/v1/kernel/users',
  entity: 'user',
  label: (user) => user.name,
  hint: (user) => user.email,
}

/** Only what a person changed: values shown under a mask must never come back as they were shown. */
export function changed<Values extends object>(before: Values, after: Values): Partial<Values> {
  const keys = Object.keys(after) as (keyof Values)[]
  const said = keys.filter((key) => JSON.stringify(before[key] ?? '') !== JSON.stringify(after[key] ?? ''))
  return Object.fromEntries(said.map((key) => [key, after[key]])) as Partial<Values>
}
