import { textOf } from '../project/clock.ts'
import { minutesPerRateUnit } from '../project/costs.ts'
import type { Rate, RateUnit, Resource } from '../project/project.model.ts'
import {
  accruals,
  beginningOfTime,
  durationOfMinutes,
  endOfTime,
  ownFieldIds,
  rateTables,
  rateUnitNumbers,
} from './ms-project.values.ts'
import { type WriteContext, writeOwnField } from './write-context.ts'

export function writeMsResources(context: WriteContext): void {
  const { xml, project } = context
  xml.element('Resources', () => {
    project.resources.forEach((resource, place) => {
      xml.element('Resource', () => writeResource(context, resource, place + 1))
    })
  })
}

function writeResource(context: WriteContext, resource: Resource, place: number): void {
  const { xml, ids } = context
  const { kind, rates, availability } = resource
  const uid = ids.resources.get(resource.id)
  xml.value('UID', uid)
  xml.value('ID', place)
  xml.value('Name', resource.name)
  xml.value('Type', kind === 'material' ? 0 : kind === 'cost' ? 2 : 1)
  xml.value('IsNull', false)
  xml.value('Initials', resource.initials)
  xml.value('MaterialLabel', resource.materialUnit)
  xml.value('Code', resource.code)
  xml.value('Group', resource.group)
  xml.value('EmailAddress', resource.email)
  xml.value('MaxUnits', resource.maxUnits)
  xml.value('CanLevel', resource.levelled)
  xml.value('AccrueAt', accruals.indexOf(resource.accrual) + 1)
  const own = rates.find(({ table, fromAt }) => table === 'A' && fromAt === undefined)
  if (own) writeRateValues(context, own, kind)
  xml.value('CalendarUID', resource.calendarId === undefined ? -1 : ids.calendars.get(resource.calendarId))
  xml.value('Notes', resource.notes)
  xml.value('IsGeneric', resource.generic)
  xml.value('IsInactive', !resource.active)
  xml.value('IsCostResource', kind === 'cost')
  writeOwnField(xml, ownFieldIds.resource.id, String(uid) === resource.id ? undefined : resource.id)
  writeOwnField(xml, ownFieldIds.resource.kind, kind === 'equipment' ? kind : undefined)
  writeOwnField(
    xml,
    ownFieldIds.resource.skills,
    resource.skills.length > 0 ? JSON.stringify(resource.skills) : undefined,
  )
  writeBaselines(context, resource.id)
  if (availability.length > 0)
    xml.element('AvailabilityPeriods', () => {
      for (const { fromAt, toAt, units } of availability)
        xml.element('AvailabilityPeriod', () => {
          xml.value('AvailableFrom', fromAt === undefined ? beginningOfTime : textOf(fromAt))
          xml.value('AvailableTo', toAt === undefined ? endOfTime : textOf(toAt))
          xml.value('AvailableUnits', units)
        })
    })
  if (rates.length > 0)
    xml.element('Rates', () => {
      rates.forEach((rate, at) => {
        const next = rates.slice(at + 1).find(({ table }) => table === rate.table)
        xml.element('Rate', () => {
          xml.value('RatesFrom', rate.fromAt === undefined ? beginningOfTime : textOf(rate.fromAt))
          xml.value('RatesTo', next?.fromAt === undefined ? endOfTime : textOf(next.fromAt))
          xml.value('RateTable', rateTables.indexOf(rate.table))
          writeRateValues(context, rate, kind)
        })
      })
    })
}

/** Per hour in the file; Microsoft Project shows them per the unit of the format. */
function writeRateValues(
  { xml, project, hundredthsOf }: WriteContext,
  rate: Rate,
  kind: Resource['kind'],
): void {
  const perHour = (minor: number, per: RateUnit) =>
    minor /
    (10 ** project.currency.digits * (kind === 'material' ? 1 : minutesPerRateUnit(per, project) / 60))
  const isPiece = kind === 'material'
  xml.value('StandardRate', perHour(rate.standardMinor, rate.per))
  xml.value('StandardRateFormat', isPiece ? 8 : rateUnitNumbers[rate.per])
  xml.value('OvertimeRate', perHour(rate.overtimeMinor, rate.overtimePer))
  xml.value('OvertimeRateFormat', isPiece ? 8 : rateUnitNumbers[rate.overtimePer])
  xml.value('CostPerUse', hundredthsOf(rate.perUseMinor))
}

function writeBaselines({ xml, project, hundredthsOf }: WriteContext, resourceId: string): void {
  for (const { number, resources } of project.baselines) {
    const found = resources.find((baseline) => baseline.resourceId === resourceId)
    if (!found) continue
    xml.element('Baseline', () => {
      xml.value('Number', number)
      xml.value('Work', found.workMinutes === undefined ? undefined : durationOfMinutes(found.workMinutes))
      xml.value('Cost', found.costMinor === undefined ? undefined : hundredthsOf(found.costMinor))
    })
  }
}
