import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { generatedProject } from '../project/generated-project.fixture.ts'
import { writeMsProject } from './write-ms-project.ts'
import { parseXml, type XmlElement } from './xml-tree.ts'

/** The sequences of the schema mspdi_pj12, as far as files of ours have their elements. */
const sequences: Record<string, string> = {
  Project: `SaveVersion Name Title ScheduleFromStart StartDate FinishDate CriticalSlackLimit CurrencyDigits CurrencySymbol
    CurrencyCode CalendarUID DefaultStartTime DefaultFinishTime MinutesPerDay MinutesPerWeek DaysPerMonth DurationFormat
    EditableActualCosts HonorConstraints MultipleCriticalPaths SplitsInProgressTasks MoveRemainingStartsForward StatusDate
    ExtendedAttributes Calendars Tasks Resources Assignments`,
  Task: `UID ID Name Active Manual Type IsNull WBS OutlineNumber OutlineLevel Priority Start Finish Duration ManualStart ManualFinish
    ManualDuration DurationFormat Stop Resume EffortDriven Estimated Milestone Summary Critical EarlyStart EarlyFinish LateStart
    LateFinish FreeSlack TotalSlack FixedCost FixedCostAccrual PercentComplete ActualStart ActualFinish ActualDuration ActualCost
    RemainingDuration ConstraintType CalendarUID ConstraintDate Deadline LevelingCanSplit LevelingDelay LevelingDelayFormat
    IgnoreResourceCalendar Notes PhysicalPercentComplete EarnedValueMethod PredecessorLink ExtendedAttribute Baseline`,
  PredecessorLink: 'PredecessorUID Type CrossProject LinkLag LagFormat',
  Resource: `UID ID Name Type IsNull Initials MaterialLabel Code Group EmailAddress MaxUnits CanLevel AccrueAt StandardRate
    StandardRateFormat OvertimeRate OvertimeRateFormat CostPerUse CalendarUID Notes IsGeneric IsInactive IsCostResource
    ExtendedAttribute Baseline AvailabilityPeriods Rates`,
  Rate: `RatesFrom RatesTo RateTable StandardRate StandardRateFormat OvertimeRate OvertimeRateFormat CostPerUse`,
  Assignment: `UID TaskUID ResourceUID ActualCost ActualWork Cost CostRateTable RateScale Delay HasFixedRateUnits LevelingDelay
    LevelingDelayFormat OvertimeWork RegularWork RemainingWork Units Work WorkContour ExtendedAttribute Baseline TimephasedData`,
  Baseline: 'Number Start Finish Duration DurationFormat Work Cost',
  TimephasedData: 'Type UID Start Finish Unit Value',
  Calendar: 'UID Name IsBaseCalendar BaseCalendarUID WeekDays Exceptions WorkWeeks',
  WorkWeek: 'TimePeriod Name WeekDays',
  WeekDay: 'DayType DayWorking WorkingTimes',
  Exception: `EnteredByOccurrences TimePeriod Occurrences Name Type Period DaysOfWeek MonthItem MonthPosition Month MonthDay
    DayWorking WorkingTimes`,
}

/** Elements that stand where the schema does not have them. */
function* misplaced({ name, children }: XmlElement): Generator<string> {
  const sequence = sequences[name]?.split(/\s+/)
  let last = -1
  for (const child of children) {
    yield* misplaced(child)
    if (!sequence) continue
    const place = sequence.indexOf(child.name)
    if (place < last) yield `${child.name} in ${name} after ${sequence[last]}`
    last = place
  }
}

it('[PMS-07] elements stand in the order of the schema', () => {
  fc.assert(
    fc.property(generatedProject(), (project) => {
      expect([...misplaced(parseXml(writeMsProject({ project })))]).toEqual([])
    }),
    { seed: 5, numRuns: 40 },
  )
})

const folder = join(process.cwd(), '..', 'shared', 'data', 'projects')

it.skipIf(!existsSync(folder))('[PMS-07] that order is the one of files of Microsoft Project', () => {
  for (const name of readdirSync(folder).filter((one) => /^(?!Predecessor).*\.xml$/.test(one)))
    for (const element of everyElement(parseXml(readFileSync(join(folder, name), 'utf8')))) {
      const sequence = sequences[element.name]?.split(/\s+/) ?? []
      const known = element.children.map((child) => child.name).filter((child) => sequence.includes(child))
      const sorted = known.toSorted((one, other) => sequence.indexOf(one) - sequence.indexOf(other))
      expect(known).toEqual(sorted)
    }
})

function* everyElement(element: XmlElement): Generator<XmlElement> {
  yield element
  for (const child of element.children) yield* everyElement(child)
}
