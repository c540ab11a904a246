import { toTenths } from '../project/clock.ts'
import type {
  Accrual,
  ConstraintKind,
  Contour,
  DependencyType,
  LagCalendar,
  RateUnit,
  TaskType,
} from '../project/project.model.ts'

/**
 * Values as the Microsoft Project XML schema (mspdi_pj12.xsd) writes them. Money is in hundredths of the currency whatever
 * its decimals, rates are per hour whatever their format, lags and floats are tenths of a minute.
 */
export const constraintKinds: readonly ConstraintKind[] = [
  'as-soon-as-possible',
  'as-late-as-possible',
  'must-start-on',
  'must-finish-on',
  'start-no-earlier-than',
  'start-no-later-than',
  'finish-no-earlier-than',
  'finish-no-later-than',
]
export const dependencyTypes: readonly DependencyType[] = ['FF', 'FS', 'SF', 'SS']
export const taskTypes: readonly TaskType[] = ['fixed-units', 'fixed-duration', 'fixed-work']
/** By number, from 1. */
export const accruals: readonly Accrual[] = ['start', 'end', 'prorated']
export const contours: readonly Contour[] = [
  'flat',
  'back-loaded',
  'front-loaded',
  'double-peak',
  'early-peak',
  'late-peak',
  'bell',
  'turtle',
  'contoured',
]
export const rateTables = ['A', 'B', 'C', 'D', 'E'] as const
/** Numbers of units of rates; 6 is not used, 8 is the piece of a material. */
export const rateUnitNumbers: Readonly<Record<RateUnit, number>> = {
  minute: 1,
  hour: 2,
  day: 3,
  week: 4,
  month: 5,
  year: 7,
}

export function rateUnitOf(number: number | undefined): RateUnit {
  const found = Object.entries(rateUnitNumbers).find(([, value]) => value === number)
  return found ? (found[0] as RateUnit) : 'hour'
}

/** Formats of durations and lags: even ones are elapsed, 19 and 20 (and with 32 more, estimated) are shares. */
export function lagKindOf(format: number): 'working' | 'elapsed' | 'percent' | 'elapsed-percent' {
  const plain = format >= 35 && format <= 52 ? format - 32 : format
  if (plain === 19) return 'percent'
  if (plain === 20) return 'elapsed-percent'
  return plain >= 4 && plain <= 12 && plain % 2 === 0 ? 'elapsed' : 'working'
}

/**
 * Minutes of `PT8H30M0S` and other XML Schema durations; days are 24 hours, and months and years as good as they get.
 * @throws RangeError when the text is no duration.
 */
export function minutesOfDuration(text: string): number {
  const found =
    /^(-)?P(?:([\d.,]+)Y)?(?:([\d.,]+)M)?(?:([\d.,]+)D)?(?:T(?:([\d.,]+)H)?(?:([\d.,]+)M)?(?:([\d.,]+)S)?)?$/i.exec(
      text.trim(),
    )
  if (!found) throw new RangeError(`not a duration: ${text}`)
  const [, minus, ...parts] = found
  const minutesPer = [525_600, 43_200, 1_440, 60, 1, 1 / 60]
  let minutes = 0
  parts.forEach((part, place) => {
    if (part !== undefined) minutes += Number(part.replace(',', '.')) * (minutesPer[place] as number)
  })
  return toTenths(minus ? -minutes : minutes)
}

/** `PT8H30M0S`: the only form that Microsoft Project reads. */
export function durationOfMinutes(minutes: number): string {
  const seconds = Math.round(Math.abs(minutes) * 60)
  const text = `PT${Math.floor(seconds / 3600)}H${Math.floor((seconds % 3600) / 60)}M${seconds % 60}S`
  return minutes < 0 ? `-${text}` : text
}

/** The first and last instants that stand for "from the beginning" and "without end". */
export const beginningOfTime = '1984-01-01T00:00:00'
export const endOfTime = '2049-12-31T23:59:00'

/** Names of the custom fields in which we keep what the format has no place for. */
export const ownFields = {
  id: 'Wheelhouse id',
  project: 'Wheelhouse project',
  kind: 'Wheelhouse kind',
  skills: 'Wheelhouse skills',
  requiredSkills: 'Wheelhouse required skills',
  pauses: 'Wheelhouse pauses by levelling',
  shares: 'Wheelhouse shares',
} as const

/** Custom text fields of tasks, resources and assignments: the numbers of their Text28 to Text30. */
export const ownFieldIds = {
  task: { id: 188_744_016, project: 188_744_015, pauses: 188_744_014, shares: 188_744_013 },
  resource: { id: 205_521_140, kind: 205_521_139, skills: 205_521_138 },
  assignment: { id: 255_852_781, requiredSkills: 255_852_780 },
} as const

/** What the custom field of the project's own row holds, as JSON. */
export interface ProjectExtras {
  /** Own ids of calendars by the number they have in the file. */
  calendars?: Record<string, string>
  lagCalendar?: LagCalendar
  /** Per cents of lags that are not whole, by the numbers of predecessor and successor. */
  lags?: Record<string, number>
  /** Where it is not whole. */
  criticalFloatDays?: number
  /** When baselines were saved, by number. */
  baselines?: Record<string, number>
}

export function lagKey(predecessorUid: unknown, successorUid: unknown): string {
  return `${predecessorUid}-${successorUid}`
}
