import type { CalendarsOfProject } from './calendars-of-project.ts'
import { ProjectError } from './project.error.ts'
import type { Dependency, Project, Task } from './project.model.ts'
import type { WorkBreakdown } from './work-breakdown.ts'
import { roundTheClock, type WorkingTime } from './working-time.ts'

/** A dependency by places, with the calendar its lag runs on. */
export interface Link {
  dependency: Dependency
  predecessor: number
  successor: number
  /** The calendar its lag runs on. */
  time: WorkingTime
}

/**
 * The network of a plan. A leaf is one node, numbered by its place. A summary is two: its beginning (its place), which
 * hands the links into it down to its children, and its end (place + number of tasks), which rolls their dates up and
 * serves the links out of it.
 */
export interface Network {
  links: Link[]
  /** Links by successor and by predecessor. Links that do not count are in neither. */
  into: Link[][]
  outOf: Link[][]
  /** Nodes so that every one stands after those it depends on. */
  order: Int32Array
  /** Links with a finish of a summary as their goal: a summary ends with its children, so they say nothing. */
  withoutEffect: Dependency[]
}

/** @throws ProjectError `dependency.unknown-task`, `dependency.cycle` with `rings` of task ids. */
export function compileNetwork(
  project: Project,
  breakdown: WorkBreakdown,
  calendars: CalendarsOfProject,
): Network {
  const { placeOf, end } = breakdown
  const count = project.tasks.length
  const isSummary = (place: number) => (end[place] as number) > place + 1
  const into: Link[][] = Array.from({ length: count }, () => [])
  const outOf: Link[][] = Array.from({ length: count }, () => [])
  const links: Link[] = []
  const withoutEffect: Dependency[] = []
  for (const dependency of project.dependencies) {
    const predecessor = placeOf.get(dependency.predecessorId)
    const successor = placeOf.get(dependency.successorId)
    const task = successor === undefined ? undefined : project.tasks[successor]
    if (predecessor === undefined || successor === undefined || !task)
      throw new ProjectError('dependency.unknown-task', { ...dependency })
    if (isSummary(successor) && (dependency.type === 'FF' || dependency.type === 'SF')) {
      withoutEffect.push(dependency)
      continue
    }
    const time = lagTime(project, calendars, {
      predecessor: project.tasks[predecessor] as Task,
      successor: task,
    })
    const link = { dependency, predecessor, successor, time }
    links.push(link)
    into[successor]?.push(link)
    outOf[predecessor]?.push(link)
  }
  const order = orderOf(project, breakdown, links)
  return { links, into, outOf, order, withoutEffect }
}

/** The calendar a lag runs on. An elapsed duration makes no lag elapsed. */
function lagTime(
  { lagCalendar, calendarId }: Project,
  calendars: CalendarsOfProject,
  { predecessor, successor }: { predecessor: Task; successor: Task },
): WorkingTime {
  if (lagCalendar === 'round-the-clock') return roundTheClock
  if (lagCalendar === 'project') return calendars.project
  const task = lagCalendar === 'predecessor' ? predecessor : successor
  return calendars.byId(task.calendarId ?? calendarId)
}

/** Kahn's algorithm over the nodes. */
function orderOf(project: Project, { parent, end }: WorkBreakdown, links: readonly Link[]): Int32Array {
  const count = project.tasks.length
  const isSummary = (place: number) => (end[place] as number) > place + 1
  const endNode = (place: number) => (isSummary(place) ? place + count : place)
  const nextOf: number[][] = Array.from({ length: 2 * count }, () => [])
  const waitsFor = new Int32Array(2 * count)
  const edge = (from: number, to: number) => {
    nextOf[from]?.push(to)
    waitsFor[to] = (waitsFor[to] as number) + 1
  }
  for (let place = 0; place < count; place++) {
    const above = parent[place] as number
    if (above >= 0) {
      edge(above, place)
      edge(endNode(place), above + count)
    }
  }
  for (const { predecessor, successor } of links) edge(endNode(predecessor), successor)

  const isNode = (node: number) => node < count || isSummary(node - count)
  const order: number[] = []
  for (let node = 0; node < 2 * count; node++) if (isNode(node) && waitsFor[node] === 0) order.push(node)
  for (let at = 0; at < order.length; at++)
    for (const next of nextOf[order[at] as number] ?? []) {
      const left = (waitsFor[next] as number) - 1
      waitsFor[next] = left
      if (left === 0) order.push(next)
    }
  const nodes = count + project.tasks.filter((_, place) => isSummary(place)).length
  if (order.length < nodes) {
    const rings = ringsAmong(nextOf, waitsFor).map((ring) => [
      ...new Set(ring.map((node) => project.tasks[node % count]?.id ?? '')),
    ])
    throw new ProjectError('dependency.cycle', { rings })
  }
  return Int32Array.from(order)
}

/** Rings among the nodes that Kahn's algorithm left over: walk forward until a node comes again; set it aside; go on. */
function ringsAmong(nextOf: readonly number[][], waitsFor: Int32Array): number[][] {
  const left = new Set<number>()
  waitsFor.forEach((waits, node) => {
    if (waits > 0) left.add(node)
  })
  const rings: number[][] = []
  for (;;) {
    // A node from which no path goes on is behind a ring, not in one.
    for (let shrunk = true; shrunk; ) {
      shrunk = false
      for (const node of left)
        if (!nextOf[node]?.some((next) => left.has(next))) {
          left.delete(node)
          shrunk = true
        }
    }
    const [first] = left
    if (first === undefined) return rings
    const path: number[] = []
    const placeInPath = new Map<number, number>()
    let node = first
    while (!placeInPath.has(node)) {
      placeInPath.set(node, path.length)
      path.push(node)
      node = nextOf[node]?.find((next) => left.has(next)) ?? first
    }
    const ring = path.slice(placeInPath.get(node))
    rings.push(ring)
    for (const member of ring) left.delete(member)
  }
}
