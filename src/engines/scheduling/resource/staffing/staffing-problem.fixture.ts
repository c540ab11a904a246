import { chance } from '../../../runner/chance.ts'
import type { ActivityMode, StaffedActivity, StaffingProblem } from './staffing.problem.ts'

/** Two weeks of hours: eight are worked, sixteen are not. */
export const nights = Array.from({ length: 40 }, (_, day) => ({ from: day * 24 + 8, to: day * 24 + 24 }))

export function modeOf(duration: number, more: Partial<ActivityMode> = {}): ActivityMode {
  return { id: `m${duration}`, duration, demand: [], skills: [], materials: [], cost: 0, ...more }
}

export function activityOf(
  id: string,
  duration: number,
  more: Partial<StaffedActivity> = {},
): StaffedActivity {
  return { id, modes: [modeOf(duration)], splittable: false, ...more }
}

export function staffingOf(
  activities: StaffedActivity[],
  more: Partial<StaffingProblem> = {},
): StaffingProblem {
  return {
    horizon: 960,
    gaps: [],
    resources: [],
    people: [],
    materials: [],
    activities,
    links: [],
    objective: { makespan: 1, tardiness: 0, unevenness: 0, cost: 0 },
    ...more,
  }
}

/** Random work with everything the model knows, wide enough for all of it to find a place. */
export function randomStaffing(seed: number, count: number): StaffingProblem {
  const luck = chance(seed)
  const skills = ['weld', 'wire', 'paint']
  const people = Array.from({ length: 6 }, (_, at) => ({
    id: `p${at}`,
    skills:
      at < 3 ? [skills[at] as string, luck.pick(skills)] : luck.happens(0.5) ? skills : [luck.pick(skills)],
    costPerPeriod: luck.between(1, 9),
    ...(luck.happens(0.3) ? { availability: [{ from: luck.between(0, 40), to: 960 }] } : {}),
  }))
  const activities = Array.from({ length: count }, (_, at) =>
    activityOf(`a${at}`, 1, {
      splittable: luck.happens(0.7),
      modes: Array.from({ length: luck.between(1, 3) }, (_unused, way) => ({
        id: `m${way}`,
        duration: luck.between(1, 7),
        demand: luck.happens(0.7)
          ? [{ resourceId: luck.pick(['crane', 'room']), units: luck.between(1, 2) }]
          : [],
        skills: luck.happens(0.6) ? [{ skill: luck.pick(skills), people: 1 }] : [],
        materials: luck.happens(0.3) ? [{ materialId: 'steel', units: luck.between(1, 4) }] : [],
        cost: luck.between(0, 20),
      })),
      ...(luck.happens(0.2) ? { release: luck.between(0, 60) } : {}),
      ...(luck.happens(0.3) ? { due: luck.between(10, 200), tardinessWeight: luck.between(1, 5) } : {}),
    }),
  )
  const links = activities.flatMap((activity, at) =>
    at > 0 && luck.happens(0.7)
      ? [
          {
            before: `a${luck.between(Math.max(0, at - 6), at - 1)}`,
            after: activity.id,
            type: luck.pick(['FS', 'FS', 'SS', 'FF', 'SF'] as const),
            lag: luck.between(-2, 6),
          },
        ]
      : [],
  )
  return staffingOf(activities, {
    gaps: nights,
    links,
    people,
    resources: [
      { id: 'crane', capacity: 2, calendar: [{ from: 24, to: 72, capacity: 0 }], costPerUnitPeriod: 3 },
      { id: 'room', capacity: 3, calendar: [], costPerUnitPeriod: 0 },
    ],
    materials: [
      {
        id: 'steel',
        costPerUnit: 2,
        arrivals: [
          { at: 10, units: 2 * count },
          { at: 60, units: 2 * count },
        ],
      },
    ],
    objective: luck.pick([
      { makespan: 1, tardiness: 0, unevenness: 0, cost: 0 },
      { makespan: 0.1, tardiness: 1, unevenness: 0, cost: 0 },
      { makespan: 1, tardiness: 0, unevenness: 0.1, cost: 0 },
      { makespan: 0.01, tardiness: 0, unevenness: 0, cost: 1 },
    ]),
  })
}
