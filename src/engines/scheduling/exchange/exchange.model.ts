import type { Project } from '../project/project.model.ts'

/** What a file of a project says. */
export interface ProjectFile {
  project: Project
  /** The dates that the program which wrote the file had computed. */
  stored: StoredDates[]
  notes: ExchangeNote[]
}

export interface StoredDates {
  taskId: string
  startAt?: number
  finishAt?: number
  earlyStartAt?: number
  earlyFinishAt?: number
  lateStartAt?: number
  lateFinishAt?: number
  totalFloatMinutes?: number
  freeFloatMinutes?: number
  costMinor?: number
}

export type ExchangeNote =
  /** The file says something that the model has no place for. `path` of the element, how often, and one of its values. */
  | { kind: 'not-modelled'; path: string; count: number; example: string }
  /** The same of what only concerns looks and habits of the program: bars, formats, fiscal years. */
  | { kind: 'appearance-not-modelled'; path: string; count: number; example: string }
  /** A value that cannot be right was read as `as`. */
  | { kind: 'repaired'; path: string; line: number; value: string; as: string }
  /** Something refers to what is not in the file and was left out. */
  | { kind: 'left-out'; path: string; line: number; reason: string }
