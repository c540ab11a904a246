import type { ElementReader } from './element-reader.ts'
import { childrenOf, type XmlElement } from './xml-tree.ts'

/** The baselines of a task, an assignment or a resource, each number once. */
export function baselineElements(
  element: XmlElement,
  read: ElementReader,
): { number: number; baseline: XmlElement }[] {
  const found = new Map<number, XmlElement>()
  for (const baseline of childrenOf(element, 'Baseline')) {
    const number = read.number(baseline, 'Number') ?? 0
    if (found.has(number)) read.leftOut(baseline, 'number used twice')
    else found.set(number, baseline)
  }
  return [...found].map(([number, baseline]) => ({ number, baseline }))
}
