import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { isTest, type Problem } from '../source-files.ts'
import { below, type ModuleGraph } from './graph.ts'
import { placeOf } from './place.ts'

const looksLikeSql =
  /\b(select|insert\s+into|update|delete\s+from|references|from|join|truncate|lock\s+table|alter\s+table)\s/i
const tablePosition = /\b(from|join|into|update|table|references|using|only|truncate)\s+$/i
const builderCalls =
  /^(selectFrom|insertInto|updateTable|deleteFrom|innerJoin|leftJoin|rightJoin|fullJoin|mergeInto)$/

/** Finds SQL of one module that names the schema of another, in .sql files and in the strings of server code. */
export function foreignSqlProblems(root: string, files: readonly string[], graph: ModuleGraph): Problem[] {
  const schemas = [...Object.keys(graph), 'kernel']
  return files.flatMap((file) => {
    const owner = ownerOf(file)
    if (owner === undefined || isTest(file)) return []
    const foreign = schemas.filter((schema) => schema !== owner).map((schema) => schema.replaceAll('-', '_'))
    const text = readFileSync(join(root, file), 'utf8')
    const pieces = file.endsWith('.sql') ? [text] : sqlPieces(file, text, foreign)
    const reachable = new Set([...below(graph, owner)].map((name) => name.replaceAll('-', '_')))
    const named = pieces.flatMap((piece) =>
      foreignNames({ sql: withoutComments(piece), foreign, owner, reachable, inFile: file.endsWith('.sql') }),
    )
    return [...new Set(named)].map((name) => ({
      rule: 'foreign-sql',
      file,
      message: `names ${name}, which belongs to another schema: call its api.ts, or read an event`,
    }))
  })
}

function ownerOf(file: string): string | undefined {
  const place = placeOf(file)
  if (place.room === 'kernel') return 'kernel'
  return place.room === 'module' ? place.module : undefined
}

function foreignNames(input: {
  sql: string
  foreign: readonly string[]
  owner: string
  reachable: ReadonlySet<string>
  inFile: boolean
}): string[] {
  const { sql } = input
  return input.foreign.flatMap((schema) => {
    const isAlias = new RegExp(
      `\\b(as\\s+${schema}\\b|${schema}\\s+as\\s*(not\\s+)?(materialized\\s*)?\\(|\\)\\s*${schema}\\b|[a-z_]\\s+${schema}\\s+(on|where|join|left|order|group|set)\\b)`,
      'i',
    ).test(sql)
    return [...sql.matchAll(new RegExp(`\\b${schema}\\.[a-z_]+`, 'gi'))]
      .filter((match) => {
        const before = sql.slice(0, match.index)
        if (/[.\w'$]$/.test(before)) return false
        const asTable = tablePosition.test(before)
        if (isAlias && !asTable) return false
        const called = sql
          .slice(match.index + match[0].length)
          .trimStart()
          .startsWith('(')
        // Functions of the kernel schema serve everybody; its tables do not, but for the company every row belongs to.
        if (schema === 'kernel' && called && !asTable) return false
        const referenced = /\breferences\s+$/i.test(before)
        if (referenced && match[0].toLowerCase() === 'kernel.company') return false
        return !(referenced && input.inFile && input.reachable.has(schema))
      })
      .map((match) => match[0])
  })
}

/** The strings and templates of a server file that hold SQL or name a table for the query builder. */
function sqlPieces(file: string, text: string, foreign: readonly string[]): string[] {
  if (!/\.tsx?$/.test(file) || !foreign.some((schema) => text.includes(`${schema}.`))) return []
  const pieces: string[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node)) {
      if (looksLikeSql.test(node.text)) pieces.push(node.text)
      else if (isBuilderTable(node)) pieces.push(`from ${node.text}`)
    } else if (ts.isTemplateExpression(node)) {
      const whole = node.head.text + node.templateSpans.map((span) => ` $0 ${span.literal.text}`).join('')
      if (looksLikeSql.test(whole)) pieces.push(whole)
    }
    ts.forEachChild(node, visit)
  }
  visit(
    ts.createSourceFile(
      file,
      text,
      ts.ScriptTarget.Latest,
      true,
      file.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS,
    ),
  )
  return pieces
}

function isBuilderTable(node: ts.StringLiteralLike): boolean {
  const call = node.parent
  if (!ts.isCallExpression(call) || call.arguments[0] !== node) return false
  return ts.isPropertyAccessExpression(call.expression) && builderCalls.test(call.expression.name.text)
}

function withoutComments(sql: string): string {
  return sql.replace(/--.*$/gm, '').replace(/\/\*[\s\S]*?\*\//g, '')
}
