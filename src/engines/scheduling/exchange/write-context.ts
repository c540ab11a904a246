import type { CalendarsOfProject } from '../project/calendars-of-project.ts'
import { textOf } from '../project/clock.ts'
import type { Project } from '../project/project.model.ts'
import type { Schedule } from '../project/schedule.model.ts'
import type { ProjectExtras } from './ms-project.values.ts'
import type { NumberedIds } from './number-ids.ts'
import type { XmlWriter } from './xml-tree.ts'

/** What the writers of the parts of a file share. */
export interface WriteContext {
  xml: XmlWriter
  project: Project
  schedule: Schedule
  ids: NumberedIds
  calendars: CalendarsOfProject
  /** Hundredths of the currency of minor units. */
  hundredthsOf(minor: number): number
  extras: ProjectExtras
}

/** `08:00:00` of a minute of the day; midnight at its end is `00:00:00`. */
export function timeOf(minute: number): string {
  return textOf(minute % 1440).slice(11)
}

/** A custom field, where there is something to say. */
export function writeOwnField(xml: XmlWriter, fieldId: number, value: string | undefined): void {
  if (value === undefined) return
  xml.element('ExtendedAttribute', () => {
    xml.value('FieldID', fieldId)
    xml.value('Value', value)
  })
}
