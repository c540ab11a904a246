import { atOf } from '../project/clock.ts'
import { minutesPerRateUnit } from '../project/costs.ts'
import type { Availability, Rate, Resource, ResourceKind } from '../project/project.model.ts'
import type { ElementReader } from './element-reader.ts'
import { accruals, beginningOfTime, endOfTime, rateTables, rateUnitOf } from './ms-project.values.ts'
import { type OwnFields, wordsIn } from './own-fields.ts'
import { optional, type ReadContext } from './read-context.ts'
import { childOf, childrenOf, markSeen, type XmlElement } from './xml-tree.ts'

/** Reads the resources. The nameless one that stands for "nobody" in files is none. */
export function readMsResources(elements: XmlElement | undefined, context: ReadContext): Resource[] {
  const { read, ownFieldsOf } = context
  const resources: Resource[] = []
  for (const element of childrenOf(elements, 'Resource')) {
    const uid = read.text(element, 'UID')
    const name = read.words(element, 'Name')
    const own = ownFieldsOf(element)
    const isNobody = uid === '0' && !name?.trim() && own.id === undefined
    if (isNobody || read.flag(element, 'IsNull')) {
      markSeen(element)
      continue
    }
    if (uid === undefined || context.resourceIds.has(uid)) {
      read.leftOut(element, uid === undefined ? 'without number' : 'number used twice')
      continue
    }
    const id = own.id ?? uid
    context.resourceIds.set(uid, id)
    resources.push(resourceOf(element, id, own, context))
  }
  return resources
}

function resourceOf(element: XmlElement, id: string, own: OwnFields, context: ReadContext): Resource {
  const { read, calendarIds } = context
  const kind = kindOf(element, own, read)
  const calendarId = calendarIds.get(read.text(element, 'CalendarUID') ?? '')
  const materialUnit = read.words(element, 'MaterialLabel')
  const maxUnits = read.number(element, 'MaxUnits') ?? 1
  return {
    id,
    name: read.words(element, 'Name') ?? '',
    ...optional('initials', read.words(element, 'Initials')),
    ...optional('group', read.words(element, 'Group')),
    ...optional('code', read.words(element, 'Code')),
    ...optional('email', read.words(element, 'EmailAddress')),
    ...optional('notes', read.words(element, 'Notes')),
    kind,
    generic: read.flag(element, 'IsGeneric') ?? false,
    active: !(read.flag(element, 'IsInactive') ?? false),
    skills: wordsIn(own.skills),
    ...optional('calendarId', kind === 'people' || kind === 'equipment' ? calendarId : undefined),
    maxUnits,
    availability: availabilityOf(element, maxUnits, read),
    rates: ratesOf(element, kind === 'material', context),
    accrual: accruals[(read.number(element, 'AccrueAt') ?? 3) - 1] ?? 'prorated',
    ...optional('materialUnit', materialUnit),
    levelled: read.flag(element, 'CanLevel') ?? true,
  }
}

function kindOf(element: XmlElement, own: OwnFields, read: ElementReader): ResourceKind {
  const isCost = read.flag(element, 'IsCostResource')
  const type = read.number(element, 'Type')
  if (isCost || type === 2) return 'cost'
  if (type === 0) return 'material'
  return own.kind === 'equipment' ? 'equipment' : 'people'
}

function availabilityOf(element: XmlElement, maxUnits: number, read: ElementReader): Availability[] {
  const periods = childrenOf(childOf(element, 'AvailabilityPeriods'), 'AvailabilityPeriod').map((period) => {
    const fromAt = read.at(period, 'AvailableFrom')
    const toAt = read.at(period, 'AvailableTo')
    return {
      ...optional('fromAt', fromAt !== undefined && fromAt > atOf(beginningOfTime) ? fromAt : undefined),
      ...optional('toAt', toAt !== undefined && toAt < atOf(endOfTime) ? toAt : undefined),
      units: read.number(period, 'AvailableUnits') ?? maxUnits,
    }
  })
  const [only] = periods
  const saysNothing =
    periods.length === 1 && only?.fromAt === undefined && only?.toAt === undefined && only?.units === maxUnits
  return saysNothing ? [] : periods
}

function ratesOf(
  element: XmlElement,
  isMaterial: boolean,
  { read, habits, currencyDigits }: ReadContext,
): Rate[] {
  const rateIn = (parent: XmlElement, rate: 'StandardRate' | 'OvertimeRate') => {
    const format = read.number(parent, `${rate}Format`)
    const per = isMaterial ? 'hour' : rateUnitOf(format)
    const hours = isMaterial || format === 8 ? 1 : minutesPerRateUnit(per, habits) / 60
    const minor = (read.number(parent, rate) ?? 0) * hours * 10 ** currencyDigits
    return { per, minor: Math.round(minor * 1e6) / 1e6 }
  }
  const rateOf = (parent: XmlElement, table: Rate['table']): Rate => {
    const standard = rateIn(parent, 'StandardRate')
    const overtime = rateIn(parent, 'OvertimeRate')
    const fromAt = read.at(parent, 'RatesFrom')
    const perUse = (read.number(parent, 'CostPerUse') ?? 0) * 10 ** (currencyDigits - 2)
    return {
      table,
      ...optional('fromAt', fromAt !== undefined && fromAt > atOf(beginningOfTime) ? fromAt : undefined),
      standardMinor: standard.minor,
      per: standard.per,
      overtimeMinor: overtime.minor,
      overtimePer: overtime.per,
      perUseMinor: Math.round(perUse * 1e6) / 1e6,
    }
  }
  const own = rateOf(element, 'A')
  const listed = childrenOf(childOf(element, 'Rates'), 'Rate').map((rate) => {
    read.at(rate, 'RatesTo')
    return rateOf(rate, rateTables[read.number(rate, 'RateTable') ?? 0] ?? 'A')
  })
  if (listed.length > 0) return listed
  return own.standardMinor || own.overtimeMinor || own.perUseMinor ? [own] : []
}
