import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chance } from '../../../../runner/chance.ts'
import { beginSearch } from '../../../../runner/search.ts'
import { textOf } from '../../../project/clock.ts'
import { assignmentOf, linkOf, projectOf, resourceOf, taskOf } from '../../../project/project.fixture.ts'
import type { Project, Rate, Resource } from '../../../project/project.model.ts'
import { schedulePlan } from '../../../project/schedule-plan.ts'
import { crowdedProject } from '../../levelling/crowded-project.fixture.ts'
import type { ProjectStaffing, StaffedProject } from './project-staffing.model.ts'
import { projectStaffingFaults } from './project-staffing.validator.ts'
import { staffProject } from './staff-project.ts'

const day = 480
const perHour = (standardMinor: number): Rate[] => [
  { table: 'A', standardMinor, per: 'hour', overtimeMinor: 0, overtimePer: 'hour', perUseMinor: 0 },
]
const role = (id: string, skills: string[], more: Partial<Resource> = {}) =>
  resourceOf(id, { generic: true, skills, maxUnits: 9, ...more })

function staff(problem: ProjectStaffing, iterations = 40): StaffedProject {
  const answer = staffProject(problem, beginSearch<StaffedProject>({ seed: 1, iterations }))
  expect(projectStaffingFaults(problem, answer)).toEqual([])
  return answer
}
const namesOf = ({ staffed }: StaffedProject) =>
  Object.fromEntries(
    staffed.map(({ taskId, people }) => [taskId, people.map(({ resourceId }) => resourceId)]),
  )

/** Welding and wiring at the same time, for Ann who can do both, Bob who welds, and Cem who is not there any more. */
function site(more: Partial<Project> = {}): Project {
  return projectOf([taskOf('weld', 2 * day), taskOf('wire', 2 * day)], [], {
    resources: [
      role('welder', ['weld']),
      role('electrician', ['wire']),
      resourceOf('ann', { skills: ['weld', 'wire'], rates: perHour(1000) }),
      resourceOf('bob', { skills: ['weld'], rates: perHour(2000) }),
      resourceOf('cem', { skills: ['weld', 'wire'], active: false }),
    ],
    assignments: [
      assignmentOf('1', 'weld', 'welder', { workMinutes: 2 * day }),
      assignmentOf('2', 'wire', 'electrician', { workMinutes: 2 * day }),
    ],
    ...more,
  })
}

describe('who does what', () => {
  it('[PMS-03] roles are taken by people with their skills, so that the work is done at once', () => {
    const answer = staff({ project: site(), prefer: 'earliest-finish' })
    expect(namesOf(answer)).toEqual({ weld: ['bob'], wire: ['ann'] })
    expect(answer.levelling.moves).toEqual([])
    expect(answer.costMinor).toBe(16 * 3000)
    expect(answer.project.assignments.map(({ id, resourceId }) => `${id} ${resourceId}`)).toEqual([
      '1 bob',
      '2 ann',
    ])
  })

  it('[PMS-03] cheaper is one who does both, one after the other', () => {
    const answer = staff({ project: site(), prefer: 'least-cost' })
    expect(namesOf(answer)).toEqual({ weld: ['ann'], wire: ['ann'] })
    expect(answer.costMinor).toBe(32 * 1000)
    expect(answer.levelling.moves).toHaveLength(1)
    expect(answer.levelling.after).toEqual([])
  })

  it('[PMS-03] several units are several people, each with an equal part', () => {
    const project = site({
      assignments: [assignmentOf('1', 'weld', 'welder', { units: 2, workMinutes: 4 * day })],
    })
    const { staffed, project: named } = staff({ project, prefer: 'earliest-finish' })
    expect(staffed[0]?.people).toEqual([
      { assignmentId: '1', resourceId: 'ann', units: 1, workMinutes: 2 * day },
      { assignmentId: '1/2', resourceId: 'bob', units: 1, workMinutes: 2 * day },
    ])
    expect(schedulePlan(named).tasks[0]?.durationMinutes).toBe(2 * day)
  })

  it('[PMS-03] skills of the role and of the assignment are asked for together, and work of nobody is taken too', () => {
    const project = site({
      assignments: [
        assignmentOf('1', 'weld', 'welder', { workMinutes: 2 * day, requiredSkills: ['wire'] }),
        {
          ...assignmentOf('2', 'wire', '', { workMinutes: 60, requiredSkills: ['weld'] }),
          resourceId: undefined,
        },
      ],
    })
    expect(namesOf(staff({ project, prefer: 'earliest-finish' }))).toEqual({ weld: ['ann'], wire: ['bob'] })
  })

  it('[PMS-03] what nobody can do stays with its role, and says who could', () => {
    const project = site()
    project.resources = [...project.resources, role('pilot', ['fly']), role('helper', [])]
    project.assignments = [
      assignmentOf('1', 'weld', 'pilot', { workMinutes: day }),
      assignmentOf('2', 'weld', 'welder', { units: 3, workMinutes: day }),
      assignmentOf('3', 'wire', 'helper', { workMinutes: day }),
    ]
    const { unstaffed, staffed, project: named } = staff({ project, prefer: 'earliest-finish' })
    expect(staffed).toEqual([])
    expect(unstaffed.map(({ reason, ableIds }) => [reason, ...ableIds])).toEqual([
      ['too-few-able'],
      ['too-few-able', 'ann', 'bob'],
      ['nothing-asked'],
    ])
    expect(named.assignments).toEqual(project.assignments)
  })

  it('[PMS-03] two roles of one task are taken by two people, the versatile by what only they can do', () => {
    const project = site({
      assignments: [
        assignmentOf('1', 'weld', 'welder', { workMinutes: 2 * day }),
        assignmentOf('2', 'weld', 'electrician', { workMinutes: 2 * day }),
      ],
    })
    const { staffed } = staff({ project, prefer: 'least-cost' })
    expect(staffed.map(({ people }) => people[0]?.resourceId)).toEqual(['bob', 'ann'])
  })

  it('[PMS-03] those who are busy with work of their own are passed over, and calendars of their own are kept', () => {
    const project = site({ dependencies: [linkOf('weld', 'wire')] })
    project.tasks.push(taskOf('own', 2 * day, { priority: 1000 }))
    project.assignments.push(assignmentOf('3', 'own', 'bob', { workMinutes: 2 * day }))
    const answer = staff({ project, prefer: 'earliest-finish' })
    expect(namesOf(answer)).toEqual({ weld: ['ann'], wire: ['ann'] })
    const [office] = project.calendars
    if (!office) throw new Error('no calendar')
    const afternoon = office.week.map((shifts) => shifts?.slice(1) ?? null)
    const part = { ...site(), calendars: [office, { ...office, id: 'part', week: afternoon }] }
    part.resources = part.resources.map((one) => (one.id === 'ann' ? { ...one, calendarId: 'part' } : one))
    const row = schedulePlan(staff({ project: part, prefer: 'earliest-finish' }).project).tasks[1]
    expect(row && textOf(row.finishAt)).toBe('2026-03-05T17:00:00')
  })

  it('[PMS-03] any project: no fault, the same by seed, more tries never later or dearer, a cancelled search has an answer', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000 }), fc.boolean(), (seed, isCheap) => {
        const problem = rolesOf(seed, isCheap ? 'least-cost' : 'earliest-finish')
        const few = staff(problem, 2)
        const many = staff(problem, 12)
        expect(staff(problem, 12)).toEqual(many)
        expect(many.levelling.after).toEqual([])
        if (!isCheap) expect(many.levelling.finishAfterAt).toBeLessThanOrEqual(few.levelling.finishAfterAt)
        else expect(many.costMinor).toBeLessThanOrEqual(few.costMinor + 1e-6)
        const cancelled = staffProject(
          problem,
          beginSearch<StaffedProject>({ seed: 1, seconds: 60 }, { cancelled: () => true }),
        )
        expect(projectStaffingFaults(problem, cancelled)).toEqual([])
      }),
      { numRuns: 12 },
    )
  })
})

/** A crowded project whose work is planned with three roles. */
function rolesOf(seed: number, prefer: ProjectStaffing['prefer']): ProjectStaffing {
  const luck = chance(seed)
  const crowded = crowdedProject(seed, 20)
  const skills = ['weld', 'wire', 'paint']
  const people = Array.from({ length: 6 }, (_, at) =>
    resourceOf(`p${at}`, {
      skills: skills.filter((skill, place) => place === at % 3 || luck.happens(0.3) || skill === 'none'),
      rates: perHour(luck.between(1, 5) * 1000),
      ...(luck.happens(0.2) ? { calendarId: 'night' } : {}),
    }),
  )
  return {
    prefer,
    maySplit: luck.happens(0.5),
    project: {
      ...crowded,
      resources: [...skills.map((skill) => role(skill, [skill])), ...people],
      assignments: crowded.assignments.map((one) => ({ ...one, resourceId: luck.pick(skills) })),
    },
  }
}

describe('the validator of who does what', () => {
  const problem: ProjectStaffing = { project: site(), prefer: 'earliest-finish' }
  const good = staff(problem)
  const kinds = (answer: StaffedProject, other = problem) =>
    projectStaffingFaults(other, answer).map(({ kind }) => kind)
  const named = (resourceId: string) => ({
    ...good,
    staffed: good.staffed.map((one) => ({
      ...one,
      people: one.taskId === 'wire' ? one.people.map((part) => ({ ...part, resourceId })) : one.people,
    })),
  })

  it('[PMS-03] finds people without the skill, roles, people who are gone, and unknown ones', () => {
    expect(kinds(named('bob'))).toEqual(expect.arrayContaining(['skill', 'plan']))
    expect(kinds(named('electrician'))).toContain('role')
    expect(kinds(named('cem'))).toContain('inactive')
    expect(kinds(named('nobody'))).toContain('unknown')
  })

  it('[PMS-03] finds work that is not answered for, left out for no reason, or answered twice', () => {
    expect(kinds({ ...good, staffed: [] })).toContain('not-answered')
    const [first] = good.staffed
    if (!first) throw new Error('nothing staffed')
    expect(kinds({ ...good, staffed: [...good.staffed, first] })).toContain('answered-twice')
    const left = good.staffed.map(({ assignmentId, taskId }) => ({
      assignmentId,
      taskId,
      reason: 'too-few-able' as const,
      requiredSkills: [],
      wantedPeople: 1,
      ableIds: [],
    }))
    const plain = { ...good, staffed: [], unstaffed: left, project: problem.project }
    expect(kinds(plain)).toEqual(expect.arrayContaining(['could-be-staffed']))
  })

  it('[PMS-03] finds parts that do not make the whole, too few units, another kind, the same person twice, wrong cost', () => {
    const half = good.staffed.map((one) => ({
      ...one,
      people: one.people.map((part) => ({ ...part, units: 0.5 })),
    }))
    expect(kinds({ ...good, staffed: half })).toContain('parts')
    const small = {
      ...problem.project,
      resources: problem.project.resources.map((one) => ({ ...one, maxUnits: one.generic ? 9 : 0.4 })),
    }
    expect(kinds(good, { ...problem, project: small })).toContain('units')
    const machines = {
      ...problem.project,
      resources: problem.project.resources.map((one) =>
        one.id === 'bob' ? { ...one, kind: 'equipment' as const } : one,
      ),
    }
    expect(kinds(good, { ...problem, project: machines })).toContain('other-kind')
    const twice = good.staffed.map((one) => ({ ...one, people: [...one.people, ...one.people] }))
    expect(kinds({ ...good, staffed: twice })).toContain('twice-on-task')
    expect(kinds({ ...good, costMinor: 1 })).toContain('cost')
  })

  it('[PMS-03] finds a plan that is not levelled', () => {
    const both = { ...site(), assignments: site().assignments.map((one) => ({ ...one, resourceId: 'ann' })) }
    expect(kinds({ ...good, project: both })).toEqual(expect.arrayContaining(['levelling', 'plan']))
  })
})
