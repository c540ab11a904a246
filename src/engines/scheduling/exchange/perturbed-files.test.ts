import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { ProjectError } from '../project/project.error.ts'
import type { Project } from '../project/project.model.ts'
import type { Schedule } from '../project/schedule.model.ts'
import { schedulePlan } from '../project/schedule-plan.ts'
import { readProjectFile } from './read-project-file.ts'
import { writeMsProject } from './write-ms-project.ts'
import { parseXml, type XmlElement, xmlWriter } from './xml-tree.ts'

const folder = join(process.cwd(), '..', 'shared', 'data', 'projects')
const isThere = existsSync(folder)
const nonsense = [
  '',
  '-5',
  '99999999',
  'abc',
  '0001-01-01T00:00:00',
  '2026-01-01T00:00:00',
  'PT-4H0M0S',
  '1',
  '-1',
  '3.7',
]

/** Drops elements, turns some around and replaces values, each with a small chance. */
function perturb(element: XmlElement, luck: () => number, rate: number): void {
  element.children = element.children.filter(() => luck() > rate)
  for (const child of element.children) {
    if (child.children.length === 0 && luck() < rate)
      child.text = nonsense[Math.floor(luck() * nonsense.length)] as string
    perturb(child, luck, rate)
  }
  if (luck() < rate) element.children.reverse()
}

function written(root: XmlElement): string {
  const xml = xmlWriter()
  const write = ({ name, text, children }: XmlElement) => {
    if (children.length === 0) xml.value(name, text)
    else xml.element(name, () => children.forEach(write))
  }
  write(root)
  return xml.text()
}

/** Undefined where the file now describes what cannot be scheduled: a ring, or a calendar that never works. */
function scheduleIfPossible(project: Project): Schedule | undefined {
  try {
    return schedulePlan(project)
  } catch (error) {
    if (!(error instanceof ProjectError)) throw error
    expect(['dependency.cycle', 'calendar.no-working-time']).toContain(error.code)
    return undefined
  }
}

it.skipIf(!isThere)(
  '[PMS-07] public files with rows dropped and values spoiled are still read, scheduled and written',
  () => {
    const files = readdirSync(folder).filter((name) => name.endsWith('.xml'))
    const texts = new Map(files.map((name) => [name, readFileSync(join(folder, name), 'utf8')]))
    const rates = fc.double({ min: 0.001, max: 0.03, noNaN: true })
    fc.assert(
      fc.property(
        fc.constantFrom(...files),
        rates,
        fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
        (name, rate, stream) => {
          const root = parseXml(texts.get(name) as string)
          perturb(root, () => stream.next().value as number, rate)
          const { project } = readProjectFile(written(root))
          const schedule = scheduleIfPossible(project)
          if (schedule)
            expect(readProjectFile(writeMsProject({ project, schedule })).project.tasks).toHaveLength(
              project.tasks.length,
            )
        },
      ),
      { seed: 9, numRuns: 60, endOnFailure: true },
    )
  },
)
