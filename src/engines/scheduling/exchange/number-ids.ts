import type { Project } from '../project/project.model.ts'

/** The number that stands in a file for each id. */
export interface NumberedIds {
  calendars: ReadonlyMap<string, number>
  tasks: ReadonlyMap<string, number>
  resources: ReadonlyMap<string, number>
  assignments: ReadonlyMap<string, number>
}

/** Ids that are numbers stay; others get the next free ones. 0 stands for the project and for nobody. */
export function numberIds(project: Project): NumberedIds {
  return {
    calendars: numbered(project.calendars.map(({ id }) => id)),
    tasks: numbered(project.tasks.map(({ id }) => id)),
    resources: numbered(project.resources.map(({ id }) => id)),
    assignments: numbered(project.assignments.map(({ id }) => id)),
  }
}

function numbered(ids: readonly string[]): Map<string, number> {
  const own = new Map(ids.flatMap((id) => (/^[1-9]\d{0,8}$/.test(id) ? [[id, Number(id)] as const] : [])))
  const taken = new Set(own.values())
  let next = 1
  return new Map(
    ids.map((id) => {
      const known = own.get(id)
      if (known !== undefined) return [id, known]
      while (taken.has(next)) next++
      taken.add(next)
      return [id, next]
    }),
  )
}
