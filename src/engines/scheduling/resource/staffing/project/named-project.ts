import { toTenths } from '../../../project/clock.ts'
import type { Assignment, Project } from '../../../project/project.model.ts'
import type { OpenAssignment } from './open-seats.ts'
import type { StaffedAssignment } from './project-staffing.model.ts'

/** The project with named people in place of roles. `namesOf` has the ids for each open assignment. */
export function namedProject(
  project: Project,
  open: readonly OpenAssignment[],
  namesOf: readonly (readonly string[])[],
): { project: Project; staffed: StaffedAssignment[] } {
  const taken = new Set(project.assignments.map(({ id }) => id))
  const parts = new Map<string, Assignment[]>()
  const staffed = open.map(({ assignment, people }, place): StaffedAssignment => {
    const { id, taskId, resourceId } = assignment
    const own = (namesOf[place] ?? []).map((name, at) => partOf(assignment, { name, at, people, taken }))
    parts.set(id, own)
    return {
      assignmentId: id,
      taskId,
      ...(resourceId === undefined ? {} : { genericId: resourceId }),
      people: own.map((part) => ({
        assignmentId: part.id,
        resourceId: part.resourceId ?? '',
        units: part.units,
        workMinutes: part.workMinutes,
      })),
    }
  })
  const assignments = project.assignments.flatMap((assignment) => parts.get(assignment.id) ?? [assignment])
  return { project: { ...project, assignments }, staffed }
}

function partOf(
  assignment: Assignment,
  { name, at, people, taken }: { name: string; at: number; people: number; taken: Set<string> },
): Assignment {
  let id = assignment.id
  for (let number = at + 1; at > 0 && taken.has(id); number++) id = `${assignment.id}/${number}`
  taken.add(id)
  const part = (minutes: number) => {
    const each = toTenths(minutes / people)
    // The last has what rounding has left over.
    return at === people - 1 ? toTenths(minutes - each * (people - 1)) : each
  }
  return {
    ...assignment,
    id,
    resourceId: name,
    units: assignment.units / people,
    workMinutes: part(assignment.workMinutes),
    actualWorkMinutes: part(assignment.actualWorkMinutes),
    overtimeWorkMinutes: part(assignment.overtimeWorkMinutes),
  }
}
