import fc from 'fast-check'
import { toTenths } from './clock.ts'
import { generatedCalendar, maybe, words } from './generated-calendar.fixture.ts'
import { assignmentOf, firstMorning, projectOf } from './project.fixture.ts'
import type {
  Assignment,
  Baseline,
  Constraint,
  Dependency,
  Progress,
  Project,
  Rate,
  Resource,
  Task,
} from './project.model.ts'

const at = fc
  .integer({ min: firstMorning * 10, max: (firstMorning + 200 * 1440) * 10 })
  .map((tenths) => tenths / 10)
const minutes = (most: number) => fc.integer({ min: 0, max: most * 10 }).map((tenths) => tenths / 10)
const money = fc.integer({ min: 0, max: 100_000_000 })
const constraint: fc.Arbitrary<Constraint> = fc.oneof(
  { weight: 4, arbitrary: fc.constant<Constraint>({ kind: 'as-soon-as-possible' }) },
  fc.constant<Constraint>({ kind: 'as-late-as-possible' }),
  fc.record({
    kind: fc.constantFrom<Constraint['kind']>(
      'must-start-on',
      'must-finish-on',
      'start-no-earlier-than',
      'start-no-later-than',
      'finish-no-earlier-than',
      'finish-no-later-than',
    ),
    at,
  }),
)

const progress: fc.Arbitrary<Progress> = fc.oneof(
  { weight: 3, arbitrary: fc.constant<Progress>({ percentComplete: 0 }) },
  fc.record({ actualStartAt: at, percentComplete: fc.constantFrom(10, 25, 33.3, 50, 75) }),
  fc
    .record({
      actualStartAt: at,
      percentComplete: fc.constantFrom(10, 50),
      physical: fc.integer({ min: 0, max: 100 }),
      cost: money,
    })
    .map(({ physical, cost, ...rest }) => ({
      ...rest,
      physicalPercentComplete: physical,
      actualCostMinor: cost,
    })),
  fc.record({ actualStartAt: at, percentComplete: fc.constant(30) }).map((started) => ({
    ...started,
    resumeAt: toTenths(started.actualStartAt + 400 * 1440),
  })),
  fc.record({ actualStartAt: at, days: fc.integer({ min: 0, max: 9 }) }).map(({ actualStartAt, days }) => ({
    actualStartAt,
    actualFinishAt: toTenths(actualStartAt + days * 1440),
    percentComplete: 100,
  })),
)

function task(id: string, calendarIds: readonly string[]): fc.Arbitrary<Task> {
  return fc
    .record({
      name: words,
      wbs: maybe(fc.constantFrom('A', 'B.x', 'C')),
      notes: maybe(words),
      milestone: fc.boolean(),
      active: fc.boolean().map((off) => !off || id !== '1'),
      isManual: fc.boolean(),
      manualStartAt: at,
      manualDays: fc.integer({ min: 0, max: 9 }),
      durationMinutes: minutes(6000),
      elapsed: fc.boolean(),
      estimated: fc.boolean(),
      type: fc.constantFrom<Task['type']>('fixed-units', 'fixed-duration', 'fixed-work'),
      effortDriven: fc.boolean(),
      constraint,
      deadlineAt: maybe(at),
      priority: fc.integer({ min: 0, max: 1000 }),
      calendarId: maybe(fc.constantFrom(...calendarIds)),
      ignoresResourceCalendars: fc.boolean(),
      progress,
      fixedCostMinor: money,
      fixedCostAccrual: fc.constantFrom<Task['fixedCostAccrual']>('start', 'prorated', 'end'),
      levellingDelayMinutes: minutes(3000),
      levellingMaySplit: fc.boolean(),
      pauses: fc.array(fc.integer({ min: 1, max: 900 }), { maxLength: 2 }),
    })
    .map(({ wbs, notes, isManual, manualStartAt, manualDays, deadlineAt, calendarId, pauses, ...rest }) => ({
      id,
      ...rest,
      ...(wbs === undefined ? {} : { wbs }),
      ...(notes === undefined ? {} : { notes }),
      scheduling: isManual ? ('manual' as const) : ('automatic' as const),
      ...(isManual ? { manualStartAt, manualFinishAt: toTenths(manualStartAt + manualDays * 1440) } : {}),
      ...(deadlineAt === undefined ? {} : { deadlineAt }),
      ...(calendarId === undefined ? {} : { calendarId }),
      splits: pauses
        .map((pauseMinutes, place) => ({
          afterMinutes: (place + 1) * 300,
          pauseMinutes,
          ...(pauseMinutes % 3 === 0 ? { byLevelling: true } : {}),
        }))
        .filter(({ afterMinutes }) => afterMinutes < rest.durationMinutes),
    }))
}

function resource(id: string, calendarIds: readonly string[]): fc.Arbitrary<Resource> {
  const rate = (table: Rate['table'], fromAt: number | undefined): fc.Arbitrary<Rate> =>
    fc
      .record({
        standardMinor: money,
        per: fc.constantFrom<Rate['per']>('minute', 'hour', 'day', 'week', 'month', 'year'),
        overtimeMinor: money,
        overtimePer: fc.constantFrom<Rate['per']>('hour', 'day'),
        perUseMinor: money,
      })
      .map((rest) => ({ table, ...(fromAt === undefined ? {} : { fromAt }), ...rest }))
  return fc
    .record({
      name: words,
      texts: fc.array(words, { minLength: 5, maxLength: 5 }),
      kind: fc.constantFrom<Resource['kind']>('people', 'equipment', 'material', 'cost'),
      generic: fc.boolean(),
      active: fc.boolean(),
      skills: fc.array(words, { maxLength: 2 }),
      calendarId: maybe(fc.constantFrom(...calendarIds)),
      maxUnits: fc.constantFrom(0.5, 1, 3),
      availability: fc.boolean(),
      rates: fc.oneof(
        fc.constant([]),
        fc.tuple(rate('A', undefined)),
        fc.tuple(rate('A', undefined), rate('A', firstMorning + 1440), rate('B', undefined)),
      ),
      accrual: fc.constantFrom<Resource['accrual']>('start', 'prorated', 'end'),
      materialUnit: words,
      levelled: fc.boolean(),
    })
    .map(
      ({ texts: [initials, group, code, email, notes], calendarId, availability, materialUnit, ...rest }) => {
        const works = rest.kind === 'people' || rest.kind === 'equipment'
        const rates = rest.rates.map((one) =>
          rest.kind === 'material' ? { ...one, per: 'hour' as const, overtimePer: 'hour' as const } : one,
        )
        return {
          id,
          ...rest,
          rates,
          initials,
          group,
          code,
          email,
          notes,
          ...(works && calendarId !== undefined ? { calendarId } : {}),
          availability: availability
            ? [
                { toAt: firstMorning + 14_400, units: 0.5 },
                { fromAt: firstMorning + 14_400, units: 2 },
              ]
            : [],
          ...(rest.kind === 'material' ? { materialUnit } : {}),
        }
      },
    )
}

export interface GeneratedOptions {
  tasks?: number
  /** Only what a plan can keep without contradiction: no progress, no dates by hand, no constraint but "no earlier than". */
  feasible?: boolean
  /** Ids that are no numbers. */
  named?: boolean
}

/** Projects with everything the model knows, links only forward in the outline and never into or out of a branch. */
export function generatedProject({
  tasks: count = 8,
  feasible = false,
  named = false,
}: GeneratedOptions = {}): fc.Arbitrary<Project> {
  const idOf = (number: number) => (named ? `t-${number}` : String(number))
  const calendarIds = named ? ['main', 'night', 'alone'] : ['1', '2', '3']
  const [main = '1', night = '2', alone = '3'] = calendarIds
  return fc
    .record({
      calendars: fc.tuple(
        generatedCalendar(main, undefined),
        generatedCalendar(night, main),
        generatedCalendar(alone, undefined),
      ),
      tasks: fc.tuple(...Array.from({ length: count }, (_, place) => task(idOf(place + 1), calendarIds))),
      parents: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: count, maxLength: count }),
      links: fc.array(
        fc.record({
          from: fc.nat(count - 1),
          to: fc.nat(count - 1),
          type: fc.constantFrom<Dependency['type']>('FS', 'SS', 'FF', 'SF'),
          lag: fc.oneof(
            fc.record({
              kind: fc.constantFrom<'working' | 'elapsed'>('working', 'elapsed'),
              value: fc.integer({ min: -600, max: 3000 }),
            }),
            fc.record({
              kind: fc.constantFrom<'percent' | 'elapsed-percent'>('percent', 'elapsed-percent'),
              value: fc.integer({ min: -100, max: 240 }).map((half) => half / 2),
            }),
          ),
        }),
        { maxLength: count * 2 },
      ),
      resources: fc.tuple(...['1', '2', '3'].map((id) => resource(named ? `r-${id}` : id, calendarIds))),
      assigned: fc.array(
        fc.record({
          task: fc.nat(count - 1),
          resource: fc.nat(3),
          units: fc.constantFrom(0.25, 0.5, 1, 2),
          workMinutes: fc.integer({ min: 1, max: 4000 }),
          contour: fc.constantFrom<Assignment['contour']>('flat', 'flat', 'bell', 'contoured'),
          share: fc.constantFrom(0, 0.5),
          amount: money,
          entered: maybe(money),
          skills: fc.array(words, { maxLength: 1 }),
          variable: fc.boolean(),
        }),
        { maxLength: count },
      ),
      fields: fc.record({
        name: words,
        statusAt: maybe(at),
        scheduleFrom: fc.constantFrom<Project['scheduleFrom']>('start', 'finish'),
        multipleCriticalPaths: fc.boolean(),
        constraintsPrevail: fc.boolean(),
        outOfSequence: fc.constantFrom<Project['outOfSequence']>('retained-logic', 'progress-override'),
        lagCalendar: fc.constantFrom<Project['lagCalendar']>(
          'successor',
          'predecessor',
          'project',
          'round-the-clock',
        ),
        remainingAfterStatus: fc.boolean(),
        digits: fc.constantFrom(0, 2, 3),
        criticalFloatDays: fc.integer({ min: 0, max: 3 }),
      }),
      baselineNumbers: fc.uniqueArray(fc.integer({ min: 0, max: 10 }), { maxLength: 2 }),
      baseline: fc.record({
        startAt: at,
        durationMinutes: minutes(5000),
        costMinor: money,
        savedAt: maybe(at),
      }),
    })
    .map((made) => {
      const tasks = outlined(made.tasks, made.parents, feasible)
      const summaries = new Set(tasks.map(({ parentId }) => parentId))
      const inBranch = (a: Task, b: Task): boolean =>
        ancestors(tasks, a).has(b.id) || ancestors(tasks, b).has(a.id)
      const seen = new Set<string>()
      const dependencies = made.links.flatMap(({ from, to, type, lag }): Dependency[] => {
        const [first, second] = from < to ? [tasks[from], tasks[to]] : [tasks[to], tasks[from]]
        if (!first || !second || first === second || inBranch(first, second)) return []
        if (feasible && (summaries.has(second.id) || lag.value < 0)) return []
        // A link into a branch that itself leads out again earlier could close a ring.
        if (summaries.has(first.id) || summaries.has(second.id)) {
          if (ancestors(tasks, first).size + ancestors(tasks, second).size > 0) return []
        }
        const key = `${first.id} ${second.id}`
        if (seen.has(key)) return []
        seen.add(key)
        return [{ predecessorId: first.id, successorId: second.id, type, lag }]
      })
      const order = new Map(tasks.map(({ id }, place) => [id, place]))
      dependencies.sort((a, b) => (order.get(a.successorId) ?? 0) - (order.get(b.successorId) ?? 0))
      const { digits, scheduleFrom, statusAt, ...fields } = made.fields
      const project = projectOf(tasks, dependencies, {
        ...fields,
        scheduleFrom: feasible ? 'start' : scheduleFrom,
        ...(scheduleFrom === 'finish' && !feasible ? { finishAt: firstMorning + 300 * 1440 } : {}),
        ...(statusAt === undefined || feasible ? {} : { statusAt }),
        calendarId: main,
        currency: { code: digits === 0 ? 'KRW' : 'USD', symbol: '¤', digits },
        calendars: made.calendars,
        resources: made.resources,
      })
      project.assignments = made.assigned.map((one, place) =>
        assignment(project, one, named ? `a-${place}` : String(place + 1)),
      )
      project.baselines = made.baselineNumbers
        .sort((a, b) => a - b)
        .map((number) => baseline(project, number, made.baseline))
      return project
    })
}

/** Gives parents so that the order stays an outline; summaries have no length of their own. */
function outlined(tasks: readonly Task[], depths: readonly number[], feasible: boolean): Task[] {
  const open: string[] = []
  const parentIds = tasks.map((task, place) => {
    open.length = Math.min(open.length, depths[place] as number)
    const parentId = open.at(-1)
    open.push(task.id)
    return parentId
  })
  const summaries = new Set(parentIds)
  return tasks.map((one, place) => {
    const parentId = parentIds[place]
    const task: Task = { ...one, ...(parentId === undefined ? {} : { parentId }) }
    const isSummary = summaries.has(task.id)
    if (feasible || isSummary) {
      task.progress = { percentComplete: 0 }
      if (!task.constraint.kind.endsWith('no-earlier-than')) task.constraint = { kind: 'as-soon-as-possible' }
    }
    if (isSummary) task.splits = []
    if (feasible || isSummary) {
      delete task.manualStartAt
      delete task.manualFinishAt
      delete task.deadlineAt
      task.scheduling = 'automatic'
    }
    if (isSummary) task.durationMinutes = 0
    return task
  })
}

function ancestors(tasks: readonly Task[], task: Task): Set<string> {
  const found = new Set<string>()
  for (let id = task.parentId; id !== undefined; id = tasks.find((other) => other.id === id)?.parentId)
    found.add(id)
  return found
}

interface Assigned {
  task: number
  resource: number
  units: number
  workMinutes: number
  contour: Assignment['contour']
  share: number
  amount: number
  entered: number | undefined
  skills: string[]
  variable: boolean
}

function assignment(project: Project, one: Assigned, id: string): Assignment {
  const resource = project.resources[one.resource]
  const works = resource === undefined || resource.kind === 'people' || resource.kind === 'equipment'
  const contour = works ? one.contour : 'flat'
  return {
    ...assignmentOf(id, (project.tasks[one.task] as Task).id, resource?.id ?? ''),
    ...(resource ? {} : { resourceId: undefined }),
    units: one.units,
    ...(resource?.kind === 'material' && one.variable ? { materialPer: 'day' as const } : {}),
    workMinutes: works ? one.workMinutes : 0,
    actualWorkMinutes: works ? Math.round(one.workMinutes * one.share) : 0,
    contour,
    rateTable: one.variable ? 'B' : 'A',
    costMinor: resource?.kind === 'cost' ? one.amount : 0,
    ...(one.entered === undefined ? {} : { actualCostMinor: one.entered }),
    requiredSkills: one.skills,
    timephased:
      contour === 'contoured'
        ? [{ kind: 'planned', fromAt: firstMorning, toAt: firstMorning + 240, workMinutes: one.workMinutes }]
        : [],
  }
}

function baseline(
  project: Project,
  number: number,
  {
    startAt,
    durationMinutes,
    costMinor,
    savedAt,
  }: { startAt: number; durationMinutes: number; costMinor: number; savedAt: number | undefined },
): Baseline {
  const finishAt = toTenths(startAt + durationMinutes)
  return {
    number,
    ...(savedAt === undefined ? {} : { savedAt }),
    tasks: project.tasks.map(({ id }) => ({
      taskId: id,
      startAt,
      finishAt,
      durationMinutes,
      workMinutes: durationMinutes,
      costMinor,
    })),
    assignments: project.assignments.map(({ id }) => ({
      assignmentId: id,
      startAt,
      finishAt,
      workMinutes: durationMinutes,
      costMinor,
    })),
    resources: project.resources.map(({ id }) => ({
      resourceId: id,
      workMinutes: durationMinutes,
      costMinor,
    })),
  }
}
