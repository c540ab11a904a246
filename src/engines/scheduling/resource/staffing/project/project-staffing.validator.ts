import { planAmounts } from '../../../project/plan-amounts.ts'
import type { Assignment, Project } from '../../../project/project.model.ts'
import { schedulePlan } from '../../../project/schedule-plan.ts'
import { levellingFaults } from '../../levelling/levelling.validator.ts'
import type { LevellingFault } from '../../levelling/levelling-fault.ts'
import type { ProjectStaffing, StaffedProject } from './project-staffing.model.ts'

export type ProjectStaffingFault =
  /** Work of a role that is neither staffed nor left out, or both. */
  | { kind: 'not-answered' | 'answered-twice'; assignmentId: string }
  | { kind: 'unknown' | 'role' | 'inactive' | 'other-kind'; assignmentId: string; resourceId: string }
  | { kind: 'skill'; assignmentId: string; resourceId: string; skill: string }
  | { kind: 'units'; assignmentId: string; resourceId: string }
  /** The same person twice on one task. */
  | { kind: 'twice-on-task'; taskId: string; resourceId: string }
  /** Units or work of the parts are not those of the whole. */
  | { kind: 'parts'; assignmentId: string }
  | { kind: 'could-be-staffed'; assignmentId: string }
  /** The plan has other assignments than the answer says. */
  | { kind: 'plan'; assignmentId: string }
  | { kind: 'levelling'; fault: LevellingFault }
  | { kind: 'cost'; statedMinor: number; actualMinor: number }

/** Checks from the project alone who was put in whose place, and the levelled plan that came of it. */
export function projectStaffingFaults(
  { project, maySplit = false }: ProjectStaffing,
  answer: StaffedProject,
): ProjectStaffingFault[] {
  const faults: ProjectStaffingFault[] = []
  const resources = new Map(project.resources.map((resource) => [resource.id, resource]))
  const expected: Assignment[] = []
  for (const assignment of project.assignments) {
    const { id, taskId, resourceId, units, workMinutes } = assignment
    const staffed = answer.staffed.filter(({ assignmentId }) => assignmentId === id)
    const left = answer.unstaffed.filter(({ assignmentId }) => assignmentId === id)
    const isAsked = asksForPeople(project, assignment)
    if (isAsked && staffed.length + left.length === 0) faults.push({ kind: 'not-answered', assignmentId: id })
    if (staffed.length + left.length > (isAsked ? 1 : 0))
      faults.push({ kind: 'answered-twice', assignmentId: id })
    const role = resourceId === undefined ? undefined : resources.get(resourceId)
    const skills = [...(role?.skills ?? []), ...assignment.requiredSkills]
    const kind = role?.kind ?? 'people'
    const [one] = staffed
    if (!one) {
      expected.push(assignment)
      const able = project.resources.filter(
        (resource) =>
          resource.active &&
          !resource.generic &&
          resource.kind === kind &&
          skills.every((skill) => resource.skills.includes(skill)) &&
          mostOf(resource) + 1e-6 >= units / Math.ceil(units - 1e-9) &&
          !answer.project.assignments.some(
            (other) => other.taskId === taskId && other.resourceId === resource.id,
          ),
      )
      if (isAsked && skills.length > 0 && able.length >= Math.ceil(units - 1e-9))
        faults.push({ kind: 'could-be-staffed', assignmentId: id })
      continue
    }
    for (const part of one.people) {
      const resource = resources.get(part.resourceId)
      const who = { assignmentId: id, resourceId: part.resourceId }
      if (!resource) {
        faults.push({ kind: 'unknown', ...who })
        continue
      }
      if (resource.generic) faults.push({ kind: 'role', ...who })
      if (!resource.active) faults.push({ kind: 'inactive', ...who })
      if (resource.kind !== kind) faults.push({ kind: 'other-kind', ...who })
      for (const skill of skills)
        if (!resource.skills.includes(skill)) faults.push({ kind: 'skill', ...who, skill })
      if (part.units > mostOf(resource) + 1e-6) faults.push({ kind: 'units', ...who })
      expected.push({ ...assignment, ...part, id: part.assignmentId })
    }
    const sum = (of: 'units' | 'workMinutes') => one.people.reduce((all, part) => all + part[of], 0)
    if (Math.abs(sum('units') - units) > 1e-6 || Math.abs(sum('workMinutes') - workMinutes) > 1e-6)
      faults.push({ kind: 'parts', assignmentId: id })
  }
  const before = new Set(project.assignments.map(({ taskId, resourceId }) => `${taskId} ${resourceId}`))
  const seen = new Set<string>()
  for (const { taskId, people } of answer.staffed)
    for (const { resourceId } of people) {
      const key = `${taskId} ${resourceId}`
      if (before.has(key) || seen.has(key)) faults.push({ kind: 'twice-on-task', taskId, resourceId })
      seen.add(key)
    }
  const planned = new Map(answer.project.assignments.map((one) => [one.id, one]))
  for (const { id, resourceId, units, workMinutes } of expected) {
    const one = planned.get(id)
    planned.delete(id)
    const isSame = one?.resourceId === resourceId && one?.units === units && one?.workMinutes === workMinutes
    if (!isSame) faults.push({ kind: 'plan', assignmentId: id })
  }
  for (const assignmentId of planned.keys()) faults.push({ kind: 'plan', assignmentId })
  const named: Project = { ...project, assignments: answer.project.assignments }
  const problem = { project: named, reach: 'beyond-float' as const, maySplit }
  for (const fault of levellingFaults(problem, answer.levelling)) faults.push({ kind: 'levelling', fault })
  const { tasks } = planAmounts(answer.project, schedulePlan(answer.project))
  const actualMinor = tasks.reduce(
    (sum, { costMinor }, place) => (project.tasks[place]?.parentId === undefined ? sum + costMinor : sum),
    0,
  )
  if (Math.abs(actualMinor - answer.costMinor) > 1e-3)
    faults.push({ kind: 'cost', statedMinor: answer.costMinor, actualMinor })
  return faults
}

const mostOf = ({ maxUnits, availability }: Project['resources'][number]) =>
  Math.max(maxUnits, ...availability.map(({ units }) => units))

/** Of a role, or of nobody with skills asked for, on something that is still to be done. */
function asksForPeople(project: Project, { taskId, resourceId, requiredSkills, units }: Assignment): boolean {
  const role = project.resources.find(({ id }) => id === resourceId)
  const isRole = role?.generic === true && role.kind !== 'material' && role.kind !== 'cost'
  if (units <= 0 || !(isRole || (resourceId === undefined && requiredSkills.length > 0))) return false
  let task = project.tasks.find(({ id }) => id === taskId)
  if (!task || task.progress.actualFinishAt !== undefined) return false
  if (project.tasks.some(({ parentId }) => parentId === taskId)) return false
  for (; task; ) {
    if (!task.active) return false
    const { parentId }: { parentId?: string } = task
    task = parentId === undefined ? undefined : project.tasks.find(({ id }) => id === parentId)
  }
  return true
}
