import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { filesBelow } from '../source-files.ts'

/** A test that proves something of a capability: its name without the ids, and where it stands. */
export type Proof = { capability: string; fact: string; file: string }

const folders = ['src', 'scripts', 'bench', 'e2e']
const ids = /^(\s*\[[A-Z]+-\d{2}(?:[\s,·/]+[A-Z]+-\d{2})*\])+/

/** Every test whose name begins with capability ids in brackets; tests that are skipped or only planned prove nothing. */
export function proofsIn(root: string): Proof[] {
  return filesBelow(root, folders)
    .filter((file) => /\.test\.tsx?$/.test(file) || /^e2e\/.*\.ts$/.test(file))
    .flatMap((file) => proofsOf(file, readFileSync(join(root, file), 'utf8')))
}

/** The proofs of one file. */
export function proofsOf(file: string, text: string): Proof[] {
  if (!/\[[A-Z]+-\d{2}/.test(text)) return []
  const found: Proof[] = []
  const visit = (node: ts.Node, skipped: boolean): void => {
    const off =
      skipped || (ts.isCallExpression(node) && /\.(skip|todo|fails)\b/.test(node.expression.getText()))
    if (!off && isName(node)) {
      const name = ts.isTemplateExpression(node) ? node.head.text : node.text
      const marks = ids.exec(name)?.[0]
      if (marks !== undefined) {
        const fact = name.slice(marks.length).trim()
        for (const [capability] of marks.matchAll(/[A-Z]+-\d{2}/g)) found.push({ capability, fact, file })
      }
    }
    ts.forEachChild(node, (child) => visit(child, off))
  }
  visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true), false)
  return found
}

function isName(node: ts.Node): node is ts.StringLiteralLike | ts.TemplateExpression {
  return ts.isStringLiteralLike(node) || ts.isTemplateExpression(node)
}
