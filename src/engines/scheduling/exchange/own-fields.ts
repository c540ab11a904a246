import type { ElementReader } from './element-reader.ts'
import { ownFields, type ProjectExtras } from './ms-project.values.ts'
import { childOf, childrenOf, markSeen, type XmlElement } from './xml-tree.ts'

/** Values of our custom fields on one task, resource or assignment. */
export type OwnFields = Partial<Record<keyof typeof ownFields, string>>

/** Finds our custom fields by the aliases their definitions carry. */
export function ownFieldReader(root: XmlElement, read: ElementReader): (element: XmlElement) => OwnFields {
  const byFieldId = new Map<string, keyof OwnFields>()
  for (const definition of childrenOf(childOf(root, 'ExtendedAttributes'), 'ExtendedAttribute')) {
    const fieldId = read.text(definition, 'FieldID')
    const alias = read.text(definition, 'Alias')
    const found = Object.entries(ownFields).find(([, name]) => name === alias)
    if (found && fieldId !== undefined) {
      byFieldId.set(fieldId, found[0] as keyof OwnFields)
      markSeen(definition)
    }
  }
  return (element) => {
    const own: OwnFields = {}
    for (const attribute of element.children) {
      if (attribute.name !== 'ExtendedAttribute') continue
      const field = byFieldId.get(
        attribute.children.find(({ name }) => name === 'FieldID')?.text.trim() ?? '',
      )
      if (!field) continue
      own[field] = attribute.children.find(({ name }) => name === 'Value')?.text ?? ''
      markSeen(attribute)
    }
    return own
  }
}

/** Other programs cut custom texts off or write their own into them: what is no longer ours is passed over. */
function parsed(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : (JSON.parse(text) as unknown)
  } catch {
    return undefined
  }
}

export function wordsIn(text: string | undefined): string[] {
  const list = parsed(text)
  return Array.isArray(list) ? list.filter((word) => typeof word === 'string') : []
}

export function pausesIn(text: string | undefined): [number, number][] {
  const list = parsed(text)
  if (!Array.isArray(list)) return []
  return list.flatMap((pair: unknown): [number, number][] => {
    const [after, pause]: unknown[] = Array.isArray(pair) ? pair : []
    return typeof after === 'number' && typeof pause === 'number' ? [[after, pause]] : []
  })
}

/** Of a mapping, what it maps to values of the right kind. */
function entriesIn<Value>(record: unknown, isRight: (value: unknown) => value is Value) {
  const entries = typeof record === 'object' && record !== null ? Object.entries(record) : []
  return Object.fromEntries(
    entries.flatMap(([key, value]: [string, unknown]) => (isRight(value) ? [[key, value] as const] : [])),
  )
}

const lagCalendars = ['successor', 'predecessor', 'project', 'round-the-clock'] as const

export function extrasIn(text: string | undefined): ProjectExtras {
  const found = parsed(text)
  if (typeof found !== 'object' || found === null) return {}
  const { calendars, baselines, lags, lagCalendar, criticalFloatDays } = found as Record<string, unknown>
  const known = lagCalendars.find((one) => one === lagCalendar)
  return {
    calendars: entriesIn(calendars, (value) => typeof value === 'string'),
    baselines: entriesIn(baselines, (value) => typeof value === 'number'),
    lags: entriesIn(lags, (value) => typeof value === 'number'),
    ...(typeof criticalFloatDays === 'number' ? { criticalFloatDays } : {}),
    ...(known ? { lagCalendar: known } : {}),
  }
}

/** Per cents that are not whole, as long as the whole ones in the file are theirs. */
export function sharesIn(
  text: string | undefined,
): Partial<Record<'percentComplete' | 'physicalPercentComplete', number>> {
  const shares = entriesIn(parsed(text), (value) => typeof value === 'number')
  const { percentComplete, physicalPercentComplete } = shares
  return {
    ...(percentComplete === undefined ? {} : { percentComplete }),
    ...(physicalPercentComplete === undefined ? {} : { physicalPercentComplete }),
  }
}
