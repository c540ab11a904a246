import type { Problem } from '../source-files.ts'

// Put together from parts, so that this file does not find itself.
const marks = ['TO' + 'DO', 'FIX' + 'ME', 'HA' + 'CK', 'WI' + 'P', 'X' + 'XX'].join('|')
const unfinished = new RegExp(`(//|/\\*|^\\s*\\*|--|<!--|^\\s*#|\\{%-?\\s*comment).*\\b(${marks})\\b`)

const workplace: readonly [RegExp, string][] = [
  [new RegExp(`(^|[\\s'"\`(=])/${'wo' + 'rk'}/[a-z]`), 'a path of one particular machine'],
  [new RegExp(`\\b${'BRI' + 'EF'}\\.md\\b`), 'a note from the workplace'],
  [
    new RegExp(
      `\\bshared/(${['des' + 'ign', 'rese' + 'arch', 'sp' + 'ec', 'ho' + 'oks', 'da' + 'ta'].join('|')})/`,
    ),
    'a folder of the workplace',
  ],
  [
    new RegExp(
      `\\b(${['cla' + 'ude', 'anth' + 'ropic', 'open' + 'ai', 'chat' + 'gpt', 'cop' + 'ilot'].join('|')})\\b`,
      'i',
    ),
    'the name of a tool',
  ],
  [new RegExp(`\\b${'iss' + 'ue'}s? #?\\d+\\b`, 'i'), 'a number from the tracker: say the reason itself'],
  [new RegExp(`\\bco-authored-${'by'}\\b`, 'i'), 'a mark of who wrote it'],
]

/** Leftover marks of unfinished work, and words that mean something only where the product was made. */
export function wordProblems(texts: ReadonlyMap<string, string>): Problem[] {
  return [...texts].flatMap(([file, text]) =>
    text.split('\n').flatMap((line, index): Problem[] => {
      const place = `${file}:${index + 1}`
      const found: Problem[] = []
      if (unfinished.test(line))
        found.push({
          rule: 'unfinished',
          file: place,
          message: 'finish it, or write it into docs/roadmap.md',
        })
      for (const [pattern, what] of workplace) {
        if (pattern.test(line))
          found.push({ rule: 'workplace', file: place, message: `${what} does not belong into the product` })
      }
      return found
    }),
  )
}
