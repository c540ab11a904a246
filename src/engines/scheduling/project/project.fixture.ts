import type { Calendar, Shift } from './calendar.model.ts'
import { atOf } from './clock.ts'
import type { Assignment, Dependency, Project, Resource, Task } from './project.model.ts'

/** Monday 2026-03-02, 08:00. */
export const firstMorning = atOf('2026-03-02T08:00')

const day: readonly Shift[] = [
  { fromMinute: 480, toMinute: 720 },
  { fromMinute: 780, toMinute: 1020 },
]

export const officeCalendar: Calendar = {
  id: '1',
  name: 'Office',
  week: [[], day, day, day, day, day, []],
  workWeeks: [],
  exceptions: [],
}

/** A plain task of so many minutes; what is given replaces the rest. */
export function taskOf(id: string, durationMinutes: number, more: Partial<Task> = {}): Task {
  return {
    id,
    name: `Task ${id}`,
    milestone: false,
    active: true,
    scheduling: 'automatic',
    durationMinutes,
    elapsed: false,
    estimated: false,
    type: 'fixed-units',
    effortDriven: false,
    constraint: { kind: 'as-soon-as-possible' },
    priority: 500,
    ignoresResourceCalendars: false,
    splits: [],
    progress: { percentComplete: 0 },
    fixedCostMinor: 0,
    fixedCostAccrual: 'prorated',
    levellingDelayMinutes: 0,
    levellingMaySplit: true,
    ...more,
  }
}

/** A dependency `FS` without lag; what is given replaces the rest. */
export function linkOf(
  predecessorId: string,
  successorId: string,
  more: Partial<Dependency> = {},
): Dependency {
  return { predecessorId, successorId, type: 'FS', lag: { kind: 'working', value: 0 }, ...more }
}

export function resourceOf(id: string, more: Partial<Resource> = {}): Resource {
  return {
    id,
    name: `Resource ${id}`,
    kind: 'people',
    generic: false,
    active: true,
    skills: [],
    maxUnits: 1,
    availability: [],
    rates: [],
    accrual: 'prorated',
    levelled: true,
    ...more,
  }
}

export function assignmentOf(
  id: string,
  taskId: string,
  resourceId: string,
  more: Partial<Assignment> = {},
): Assignment {
  return {
    id,
    taskId,
    resourceId,
    units: 1,
    workMinutes: 0,
    actualWorkMinutes: 0,
    overtimeWorkMinutes: 0,
    delayMinutes: 0,
    levellingDelayMinutes: 0,
    contour: 'flat',
    rateTable: 'A',
    costMinor: 0,
    requiredSkills: [],
    timephased: [],
    ...more,
  }
}

/** A project on the office calendar from the first morning on. */
export function projectOf(
  tasks: Task[],
  dependencies: Dependency[] = [],
  more: Partial<Project> = {},
): Project {
  return {
    name: 'House',
    startAt: firstMorning,
    scheduleFrom: 'start',
    calendarId: '1',
    minutesPerDay: 480,
    minutesPerWeek: 2400,
    daysPerMonth: 20,
    dayStartMinute: 480,
    dayFinishMinute: 1020,
    currency: { code: 'KRW', digits: 0 },
    criticalFloatDays: 0,
    multipleCriticalPaths: false,
    constraintsPrevail: true,
    outOfSequence: 'retained-logic',
    lagCalendar: 'successor',
    remainingAfterStatus: false,
    calendars: [officeCalendar],
    tasks,
    dependencies,
    resources: [],
    assignments: [],
    baselines: [],
    ...more,
  }
}
