import type { Assignment, Project, Resource } from '../../../project/project.model.ts'
import { matched } from '../skill-matching.ts'
import type { UnstaffedAssignment } from './project-staffing.model.ts'

/** An assignment that waits for people, and who could take it. */
export interface OpenAssignment {
  assignment: Assignment
  /** So many different ones, each with an equal part. */
  people: number
  able: Resource[]
}

/**
 * What is to be staffed: assignments of generic people and machines, and of nobody with skills asked for, on active tasks that
 * are not done. Able is who is active and no role, of the kind, has all skills of the role and of the assignment, has the
 * units for a part, and is not on the task already; several roles of one task are taken by different people.
 */
export function openAssignments(project: Project): {
  open: OpenAssignment[]
  unstaffed: UnstaffedAssignment[]
} {
  const open: OpenAssignment[] = []
  const unstaffed: UnstaffedAssignment[] = []
  const resources = new Map(project.resources.map((resource) => [resource.id, resource]))
  const leaves = openLeaves(project)
  for (const assignment of project.assignments) {
    const { id, taskId, resourceId, units } = assignment
    const role = resourceId === undefined ? undefined : resources.get(resourceId)
    const isRole = role?.generic === true && (role.kind === 'people' || role.kind === 'equipment')
    const isNobodys = resourceId === undefined && assignment.requiredSkills.length > 0
    if (!leaves.has(taskId) || !(isRole || isNobodys) || !(units > 0)) continue
    const requiredSkills = [...new Set([...(role?.skills ?? []), ...assignment.requiredSkills])]
    const people = Math.max(1, Math.ceil(units - 1e-9))
    const busy = new Set(project.assignments.flatMap((one) => (one.taskId === taskId ? one.resourceId : [])))
    const able =
      requiredSkills.length === 0
        ? []
        : project.resources.filter(
            (resource) =>
              resource.active &&
              !resource.generic &&
              resource.kind === (role?.kind ?? 'people') &&
              requiredSkills.every((skill) => resource.skills.includes(skill)) &&
              mostUnits(resource) + 1e-6 >= units / people &&
              !busy.has(resource.id),
          )
    const one = { assignment, people, able }
    if (able.length >= people && seated([...open.filter((other) => other.assignment.taskId === taskId), one]))
      open.push(one)
    else
      unstaffed.push({
        assignmentId: id,
        taskId,
        ...(role ? { genericId: role.id } : {}),
        reason: requiredSkills.length === 0 ? 'nothing-asked' : 'too-few-able',
        requiredSkills,
        wantedPeople: people,
        ableIds: able.map((resource) => resource.id),
      })
  }
  return { open, unstaffed }
}

/**
 * Different people for all places of one task, by the order in which the able stand; nothing when there are not enough. The
 * ids stand by assignment.
 */
export function seated(onTask: readonly OpenAssignment[]): string[][] | undefined {
  const ids = [...new Set(onTask.flatMap(({ able }) => able.map(({ id }) => id)))]
  const placeOf = new Map(ids.map((id, place) => [id, place]))
  const seats = onTask.flatMap(({ people, able }) =>
    Array.from({ length: people }, () => able.map(({ id }) => placeOf.get(id) as number)),
  )
  const found = matched(seats)?.map((place) => ids[place] as string)
  if (!found) return undefined
  return onTask.map(({ people }) => found.splice(0, people))
}

function mostUnits({ maxUnits, availability }: Resource): number {
  return Math.max(maxUnits, ...availability.map(({ units }) => units))
}

function openLeaves({ tasks }: Project): Set<string> {
  const parents = new Set(tasks.map(({ parentId }) => parentId))
  const inactive = new Set<string>()
  const open = new Set<string>()
  for (const { id, parentId, active, progress } of tasks) {
    if (!active || (parentId !== undefined && inactive.has(parentId))) inactive.add(id)
    else if (!parents.has(id) && progress.actualFinishAt === undefined) open.add(id)
  }
  return open
}
