import { SchedulingError } from './scheduling.error.ts'
import type { SingleModeProblem } from './single-mode.problem.ts'

/**
 * Reads a single-mode instance of PSPLIB (`.sm`; Kolisch & Sprecher 1996). White space, line ends and case do not matter.
 * @throws SchedulingError `scheduling.psplib` with file, line and what was expected
 */
export function readPsplib(text: string, file: string): SingleModeProblem {
  const lines = text.split(/\r\n|\n|\r/)
  const refuse = (line: number, expected: string): never => {
    throw new SchedulingError('scheduling.psplib', { file, line: line + 1, expected })
  }
  const section = (heading: RegExp): number => {
    const at = lines.findIndex((line) => heading.test(line))
    return at < 0 ? refuse(lines.length - 1, `a section ${heading.source}`) : at
  }
  /** The rows of numbers after a heading, up to the line that ends the section. */
  const rows = (heading: RegExp): { line: number; values: number[] }[] => {
    const found: { line: number; values: number[] }[] = []
    for (let line = section(heading) + 1; line < lines.length; line++) {
      const words = (lines[line] ?? '').trim().split(/\s+/)
      if (words[0]?.startsWith('*')) break
      if (words[0] === '' || !/^-?\d/.test(words[0] ?? '')) continue
      const values = words.map(Number)
      if (values.some((value) => !(Number.isInteger(value) && value >= 0)))
        refuse(line, 'whole numbers from 0')
      found.push({ line, values })
    }
    return found
  }

  const available = rows(/resource\s*availabilities/i)
  const capacities =
    available[0]?.values ?? refuse(section(/resource\s*availabilities/i), 'the capacities of the resources')
  const successorsOf = new Map<number, number[]>()
  for (const { line, values } of rows(/precedence\s+relations/i)) {
    const [job = 0, modes, count, ...successors] = values
    if (modes !== 1) refuse(line, 'one mode')
    if (successors.length !== count) refuse(line, `${count} successors`)
    if (successorsOf.has(job)) refuse(line, `job ${job} once`)
    successorsOf.set(job, successors)
  }
  const activities = rows(/requests\s*\/\s*durations/i).map(({ line, values }) => {
    const [job = 0, mode, duration, ...demand] = values
    if (mode !== 1 || duration === undefined) refuse(line, 'job, mode 1, duration and requests')
    if (demand.length !== capacities.length) refuse(line, `${capacities.length} requests`)
    const successors = successorsOf.get(job) ?? refuse(line, `the successors of job ${job}`)
    for (const successor of successors)
      if (!successorsOf.has(successor)) refuse(line, `job ${job} without the unknown successor ${successor}`)
    return { id: String(job), duration: duration ?? 0, demand, successors: successors.map(String) }
  })
  if (activities.length === 0 || activities.length !== successorsOf.size)
    refuse(section(/requests\s*\/\s*durations/i), `${successorsOf.size} jobs`)
  const resources = capacities.map((capacity, at) => ({ id: `R${at + 1}`, capacity }))
  return { name: file, resources, activities }
}

/** What is known of the best makespan of an instance. */
export interface BestKnown {
  /** Nothing shorter exists; missing when not known. */
  lower?: number
  upper: number
}

/** Reads lines `instance,value` where the value is an optimum, `lower..upper` or `..upper`; a heading is passed over. */
export function readBestKnown(text: string, file: string): Map<string, BestKnown> {
  const known = new Map<string, BestKnown>()
  text.split(/\r\n|\n|\r/).forEach((line, at) => {
    const [name = '', value = ''] = line.split(/[,;\t]/).map((cell) => cell.trim())
    if (name === '' || (at === 0 && !/\d/.test(value))) return
    const found = /^(?:(\d*)\s*\.\.)?\s*(\d+)$/.exec(value)
    if (!found)
      throw new SchedulingError('scheduling.best_known', { file, line: at + 1, expected: 'n or n..n' })
    const [whole, lower, upper] = found
    const exact = !whole.includes('..')
    known.set(name.toLowerCase(), {
      upper: Number(upper),
      ...(exact ? { lower: Number(upper) } : lower ? { lower: Number(lower) } : {}),
    })
  })
  return known
}
