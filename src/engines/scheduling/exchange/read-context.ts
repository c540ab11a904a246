import type { Baseline, Project } from '../project/project.model.ts'
import type { ElementReader } from './element-reader.ts'
import type { OwnFields } from './own-fields.ts'
import type { XmlElement } from './xml-tree.ts'

/** What the readers of the parts of a file share. Ids by the number in the file. */
export interface ReadContext {
  read: ElementReader
  ownFieldsOf(element: XmlElement): OwnFields
  habits: Pick<Project, 'minutesPerDay' | 'minutesPerWeek' | 'daysPerMonth'>
  currencyDigits: number
  /** Minor units of hundredths of the currency. */
  minorOf(hundredths: number): number
  /** The file's actual costs were entered by hand, not computed. */
  hasEditedCosts: boolean
  calendarIds: Map<string, string>
  taskIds: Map<string, string>
  resourceIds: Map<string, string>
  materialIds: Set<string>
  costResourceIds: Set<string>
  /** By task: after how many minutes of work levelling has paused it, and for how long. */
  levellingPauses: Map<string, (readonly [number, number])[]>
  /** Per cents of lags that are not whole. */
  lagShares: Record<string, number>
  /** Tasks that say when they start and finish, but not how long they take. */
  withoutDuration: Map<string, { from: number; to: number }>
}

/** A field that is only there when it has a value. */
export function optional<Name extends string, Value>(
  name: Name,
  value: Value | undefined,
): { [Key in Name]?: Value } {
  return (value === undefined ? {} : { [name]: value }) as { [Key in Name]?: Value }
}

export function baselineOf(baselines: Map<number, Baseline>, number: number): Baseline {
  const known = baselines.get(number)
  if (known) return known
  const baseline: Baseline = { number, tasks: [], assignments: [], resources: [] }
  baselines.set(number, baseline)
  return baseline
}
