import { chance } from '../../../runner/chance.ts'
import type { Calendar } from '../../project/calendar.model.ts'
import {
  assignmentOf,
  firstMorning,
  linkOf,
  officeCalendar,
  projectOf,
  resourceOf,
  taskOf,
} from '../../project/project.fixture.ts'
import type { Dependency, Project } from '../../project/project.model.ts'

/**
 * A project with too few people: phases of ten tasks, links of finish and start with lags, somebody on part time, a night
 * shift, holidays, interruptions, priorities and one machine that comes later. All of it can be levelled.
 */
export function crowdedProject(seed: number, count: number): Project {
  const luck = chance(seed)
  const people = Math.max(2, Math.round(count / 12))
  const phases = Math.ceil(count / 10)
  const tasks = Array.from({ length: phases }, (_, phase) => [
    taskOf(`p${phase}`, 0),
    ...Array.from({ length: Math.min(10, count - phase * 10) }, (_unused, at) =>
      taskOf(`t${phase * 10 + at}`, luck.between(1, 12) * 120, {
        parentId: `p${phase}`,
        priority: luck.pick([300, 500, 500, 500, 800]),
        splits: luck.happens(0.1) ? [{ afterMinutes: 60, pauseMinutes: 240 }] : [],
        ...(luck.happens(0.1)
          ? {
              constraint: {
                kind: 'start-no-earlier-than' as const,
                at: firstMorning + luck.between(0, 20) * 1440,
              },
            }
          : {}),
      }),
    ),
  ]).flat()
  const dependencies = Array.from({ length: count }, (_, to): Dependency[] => {
    const from = to - luck.between(1, 15)
    if (from < 0 || luck.happens(0.2)) return []
    const type = luck.pick(['FS', 'FS', 'FS', 'SS'] as const)
    const value = luck.pick([0, 0, 240, 480])
    return [linkOf(`t${from}`, `t${to}`, { type, lag: { kind: luck.pick(['working', 'elapsed']), value } })]
  }).flat()
  const night: Calendar = {
    ...officeCalendar,
    id: 'night',
    name: 'Night',
    week: officeCalendar.week.map((shifts) => (shifts?.length ? [{ fromMinute: 1080, toMinute: 1440 }] : [])),
    exceptions: [{ fromDay: firstMorning / 1440 + 9, toDay: firstMorning / 1440 + 10, shifts: [] }],
  }
  const resources = Array.from({ length: people }, (_, at) =>
    resourceOf(`r${at}`, {
      maxUnits: luck.pick([1, 1, 2]),
      ...(luck.happens(0.15) ? { calendarId: 'night' } : {}),
      availability: luck.happens(0.1) ? [{ toAt: firstMorning + 5 * 1440, units: 0 }] : [],
    }),
  )
  const assignments = tasks
    .filter(({ parentId }) => parentId !== undefined)
    .flatMap((task, at) => {
      const units = luck.pick([0.5, 1, 1])
      const who = luck.pick(resources)
      const work = (share: number) => ({ units: share, workMinutes: task.durationMinutes * share })
      const first = assignmentOf(`a${at}`, task.id, who.id, work(units))
      const other = luck.pick(resources)
      if (luck.happens(0.7) || other === who) return [first]
      return [first, assignmentOf(`b${at}`, task.id, other.id, work(0.5))]
    })
  return projectOf(tasks, dependencies, { calendars: [officeCalendar, night], resources, assignments })
}
