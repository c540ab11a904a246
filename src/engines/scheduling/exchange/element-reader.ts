import { atOf, textOf, toTenths } from '../project/clock.ts'
import type { ExchangeNote } from './exchange.model.ts'
import { minutesOfDuration } from './ms-project.values.ts'
import { childOf, markSeen, textIn, type XmlElement } from './xml-tree.ts'

/** Reads typed values out of elements, and notes what cannot be right instead of failing on it. */
export interface ElementReader {
  notes: ExchangeNote[]
  text(element: XmlElement | undefined, name: string): string | undefined
  /** Text that people wrote, with its spaces. */
  words(element: XmlElement | undefined, name: string): string | undefined
  number(element: XmlElement | undefined, name: string): number | undefined
  flag(element: XmlElement | undefined, name: string): boolean | undefined
  at(element: XmlElement | undefined, name: string): number | undefined
  minutes(element: XmlElement | undefined, name: string): number | undefined
  /** Minute of the day of `08:00:00`. */
  minuteOfDay(element: XmlElement | undefined, name: string): number | undefined
  leftOut(element: XmlElement, reason: string): void
  /** Actual dates in their order: work that ended before it began has ended when it began. */
  actualDates(element: XmlElement, names: { start: string; finish: string }): ActualDates
}

export interface ActualDates {
  startAt: number | undefined
  finishAt: number | undefined
}

export function elementReader(): ElementReader {
  const notes: ExchangeNote[] = []
  function repaired(parent: XmlElement, name: string, value: string): undefined {
    const line = childOf(parent, name)?.line ?? parent.line
    notes.push({ kind: 'repaired', path: `${parent.name}/${name}`, line, value, as: '' })
    return undefined
  }
  function parsed<Value>(element: XmlElement | undefined, name: string, parse: (text: string) => Value) {
    const text = textIn(element, name)
    if (element === undefined || text === undefined) return undefined
    try {
      return parse(text)
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
      return repaired(element, name, text)
    }
  }
  const at = (element: XmlElement | undefined, name: string) =>
    parsed(element, name, (text) => (/^na$/i.test(text) ? undefined : dateOf(text)))
  return {
    notes,
    text: textIn,
    words: (element, name) => childOf(element, name)?.text || undefined,
    number: (element, name) => parsed(element, name, numberOf),
    flag: (element, name) => parsed(element, name, (text) => text === '1' || text.toLowerCase() === 'true'),
    at,
    minutes: (element, name) => parsed(element, name, minutesOfDuration),
    minuteOfDay: (element, name) => parsed(element, name, minuteOfDay),
    actualDates(element, { start, finish }) {
      const startAt = at(element, start)
      const finishAt = at(element, finish)
      if (startAt === undefined || finishAt === undefined || startAt <= finishAt) return { startAt, finishAt }
      const { line } = childOf(element, finish) ?? element
      notes.push({
        kind: 'repaired',
        path: `${element.name}/${finish}`,
        line,
        value: textOf(finishAt),
        as: textOf(startAt),
      })
      return { startAt, finishAt: startAt }
    },
    leftOut(element, reason) {
      markSeen(element)
      notes.push({ kind: 'left-out', path: element.name, line: element.line, reason })
    },
  }
}

/** Programs of other countries write a comma; some write thousands apart. */
function numberOf(text: string): number {
  const number = Number(text.includes('.') ? text.replace(/,/g, '') : text.replace(',', '.'))
  if (!Number.isFinite(number)) throw new RangeError(`not a number: ${text}`)
  return number
}

/** Dates of the year 1 and the like stand for none. */
const firstYear = 1900
const lastYear = 2149

function dateOf(text: string): number {
  const year = Number(text.slice(0, 4))
  if (year < firstYear || year > lastYear) throw new RangeError(`not a date of a project: ${text}`)
  return atOf(text)
}

function minuteOfDay(text: string): number {
  const found = /^(?:\d{4}-\d\d-\d\dT)?(\d{1,2}):(\d\d)(?::(\d\d))?/.exec(text)
  if (!found) throw new RangeError(`not a time: ${text}`)
  const minute = toTenths(Number(found[1]) * 60 + Number(found[2]) + Number(found[3] ?? 0) / 60)
  if (minute > 1440) throw new RangeError(`no such time: ${text}`)
  return minute
}
