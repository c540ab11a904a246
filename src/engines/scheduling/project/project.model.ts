import type { Calendar } from './calendar.model.ts'

/**
 * The model of a project: everything a person enters. What the engine computes stands in `schedule-plan.ts`.
 *
 * **Times.** An instant (`…At`) is a count of wall-clock minutes since 1970-01-01T00:00 as the clock on the project's
 * wall shows them: no time zone and no summer time enters the engine. A day (`…Day`) is a count of days since 1970-01-01.
 * A duration or work (`…Minutes`) is working time. All may carry tenths of a minute (six seconds, the grain of Microsoft
 * Project); finer values are rounded to it.
 *
 * **Money** (`…Minor`) is in minor units of the project's currency, unrounded: whoever shows it rounds.
 *
 * **Order.** `tasks` stands in outline order: every task directly after its parent and its parent's earlier children
 * with theirs. Ids are unique among their kind.
 */
export interface Project {
  name: string
  /** Tasks without predecessor start here, unless a constraint names a date. */
  startAt: number
  /** When scheduled from the finish: no task ends after it. */
  finishAt?: number
  scheduleFrom: 'start' | 'finish'
  /** The date up to which progress is reported. */
  statusAt?: number
  calendarId: string
  /** How people read durations: the minutes of "1 day", of "1 week", and the days of "1 month". */
  minutesPerDay: number
  minutesPerWeek: number
  daysPerMonth: number
  /** Minutes of the day at which a date without a time starts and ends. */
  dayStartMinute: number
  dayFinishMinute: number
  currency: Currency
  /** Tasks whose total float is at most so many days (of `minutesPerDay`) are critical. */
  criticalFloatDays: number
  /** Late dates of every end of the network from its own finish, so that each has a critical path. */
  multipleCriticalPaths: boolean
  /** Where a link asks for a later date than a constraint allows: the constraint wins (`true`) or the link. */
  constraintsPrevail: boolean
  /** What is left of a task that started before its predecessors were done waits for them, or goes on regardless. */
  outOfSequence: 'retained-logic' | 'progress-override'
  /** The calendar that lags in working time run on: of the successor, as in Microsoft Project, or another. */
  lagCalendar: LagCalendar
  /** Work that is not done is scheduled after the status date. */
  remainingAfterStatus: boolean
  calendars: Calendar[]
  tasks: Task[]
  dependencies: Dependency[]
  resources: Resource[]
  assignments: Assignment[]
  baselines: Baseline[]
}

export type LagCalendar = 'successor' | 'predecessor' | 'project' | 'round-the-clock'

export interface Currency {
  /** ISO 4217. */
  code: string
  symbol?: string
  /** Decimal places of the minor unit: 0 for KRW, 2 for USD. */
  digits: number
}

/**
 * A task. It is a summary when another task names it as its parent; a summary's dates are rolled up from its leaves, and
 * its own duration is not used unless it is scheduled by hand.
 */
export interface Task {
  id: string
  parentId?: string
  name: string
  /** The code in the work breakdown. Without one it is numbered by its place: 1, 1.1, 1.2 … */
  wbs?: string
  notes?: string
  /** Shown as a point. A task without duration is one anyway. */
  milestone: boolean
  /** An inactive task stays in the plan and takes no part in scheduling, cost or work. */
  active: boolean
  /** `manual`: its dates are the ones a person set; links and calendars only warn. */
  scheduling: 'automatic' | 'manual'
  /** Dates of a task scheduled by hand. */
  manualStartAt?: number
  manualFinishAt?: number
  /** Working minutes; wall-clock minutes when `elapsed`. */
  durationMinutes: number
  elapsed: boolean
  /** Somebody guessed the duration ("3 days?"). */
  estimated: boolean
  /** What stays when one of work, units and duration is edited. */
  type: TaskType
  /** Adding people leaves the work as it is and shortens the task. */
  effortDriven: boolean
  constraint: Constraint
  deadlineAt?: number
  /** 0 … 1000; 500 is usual, 1000 is never levelled. */
  priority: number
  calendarId?: string
  /** With a calendar of its own, the task is then scheduled on that alone. */
  ignoresResourceCalendars: boolean
  /** Interruptions in order of `afterMinutes`. */
  splits: Split[]
  progress: Progress
  fixedCostMinor: number
  fixedCostAccrual: Accrual
  /** Wall-clock minutes by which levelling has moved the task. */
  levellingDelayMinutes: number
  /** Levelling may interrupt it. */
  levellingMaySplit: boolean
}

export type TaskType = 'fixed-units' | 'fixed-duration' | 'fixed-work'
export type Accrual = 'start' | 'prorated' | 'end'

export type ConstraintKind =
  | 'as-soon-as-possible'
  | 'as-late-as-possible'
  | 'must-start-on'
  | 'must-finish-on'
  | 'start-no-earlier-than'
  | 'start-no-later-than'
  | 'finish-no-earlier-than'
  | 'finish-no-later-than'

export interface Constraint {
  kind: ConstraintKind
  /** There for all but the first two kinds. */
  at?: number
}

/** After `afterMinutes` of the task's working time, nothing happens for `pauseMinutes` of working time of its calendar. */
export interface Split {
  afterMinutes: number
  pauseMinutes: number
  /** Made by levelling: when it levels anew, it takes the pause away. */
  byLevelling?: boolean
}

export interface Progress {
  actualStartAt?: number
  actualFinishAt?: number
  /** Of the duration, 0 … 100. */
  percentComplete: number
  /** What is really there, 0 … 100, when earned value is to be measured by it. */
  physicalPercentComplete?: number
  /** Working minutes already used; from the percentage when missing. */
  actualDurationMinutes?: number
  /** Working minutes still needed; from duration and percentage when missing. */
  remainingDurationMinutes?: number
  /** Interrupted work goes on not before this. */
  resumeAt?: number
  /** Actual cost of a task without assignments, or where it is entered by hand. */
  actualCostMinor?: number
}

/** FS: the successor starts after the predecessor's finish; SS, FF, SF likewise by their letters. */
export type DependencyType = 'FS' | 'SS' | 'FF' | 'SF'

/**
 * A wait (positive) or an overlap (negative). `working` minutes run on the project's `lagCalendar`, `elapsed` ones on the
 * clock; `percent` is of the predecessor's duration, `elapsed-percent` the same counted on the clock.
 */
export interface Lag {
  kind: 'working' | 'elapsed' | 'percent' | 'elapsed-percent'
  /** Minutes or per cent. */
  value: number
}

export interface Dependency {
  predecessorId: string
  successorId: string
  type: DependencyType
  lag: Lag
}

export type ResourceKind = 'people' | 'equipment' | 'material' | 'cost'

export interface Resource {
  id: string
  name: string
  initials?: string
  group?: string
  code?: string
  email?: string
  notes?: string
  kind: ResourceKind
  /** A role ("electrician") instead of somebody: to be replaced by one who has its skills. */
  generic: boolean
  active: boolean
  skills: string[]
  /** Of people and equipment; the project's calendar when missing. */
  calendarId?: string
  /** 1 is one whole person or machine. */
  maxUnits: number
  /** Periods with other units than `maxUnits`, in order, not overlapping. */
  availability: Availability[]
  rates: Rate[]
  accrual: Accrual
  /** What material is counted in: "t", "box". */
  materialUnit?: string
  /** Levelling may move its tasks. */
  levelled: boolean
}

export interface Availability {
  fromAt?: number
  toAt?: number
  units: number
}

export type RateTable = 'A' | 'B' | 'C' | 'D' | 'E'
export type RateUnit = 'minute' | 'hour' | 'day' | 'week' | 'month' | 'year'

/** A price of a resource from a date on. Material is priced per piece: its `per` says nothing. */
export interface Rate {
  table: RateTable
  /** From the beginning when missing. Rates of a table are in order of it. */
  fromAt?: number
  standardMinor: number
  per: RateUnit
  overtimeMinor: number
  overtimePer: RateUnit
  perUseMinor: number
}

/** How work is spread over the assignment. `contoured`: as `timephased` says. */
export type Contour =
  | 'flat'
  | 'back-loaded'
  | 'front-loaded'
  | 'double-peak'
  | 'early-peak'
  | 'late-peak'
  | 'bell'
  | 'turtle'
  | 'contoured'

export interface Assignment {
  id: string
  taskId: string
  /** None: work that nobody has taken yet. */
  resourceId?: string
  /** 1 is full time. Of material: pieces (or pieces per `materialPer`). */
  units: number
  /** Material used up per unit of time instead of per task. */
  materialPer?: RateUnit
  /** Minutes of work (people, equipment). */
  workMinutes: number
  actualWorkMinutes: number
  /** Part of the work that is overtime: it is paid by the overtime rate and takes no time of the calendar. */
  overtimeWorkMinutes: number
  /** Working minutes between the start of the task and the start of the assignment. */
  delayMinutes: number
  /** Wall-clock minutes by which levelling has moved it within its task. */
  levellingDelayMinutes: number
  contour: Contour
  rateTable: RateTable
  /** Amount of a cost resource, on this task. */
  costMinor: number
  /** Entered by hand; from work and rate when missing. */
  actualCostMinor?: number
  /** Skills that whoever takes a generic assignment must have. */
  requiredSkills: string[]
  /** Work by period, in order: of contoured assignments only. */
  timephased: TimephasedWork[]
}

export interface TimephasedWork {
  kind: 'planned' | 'actual'
  fromAt: number
  toAt: number
  workMinutes: number
}

/** A frozen copy of the plan. Number 0 is the baseline that variance and earned value use unless told otherwise. */
export interface Baseline {
  number: number
  savedAt?: number
  tasks: BaselineTask[]
  assignments: BaselineAssignment[]
  resources: BaselineResource[]
}

export interface BaselineTask {
  taskId: string
  startAt?: number
  finishAt?: number
  durationMinutes?: number
  workMinutes?: number
  costMinor?: number
}

export interface BaselineAssignment {
  assignmentId: string
  startAt?: number
  finishAt?: number
  workMinutes?: number
  costMinor?: number
}

export interface BaselineResource {
  resourceId: string
  workMinutes?: number
  costMinor?: number
}
