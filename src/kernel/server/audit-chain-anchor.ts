import { mkdir, open, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Db } from './connection.ts'

/** The chain's head at a moment, kept where a database administrator has no hand: a file, better a mail or a printer. */
export interface AuditAnchor {
  at: string
  seq: bigint
  hash: string
}

/** Where anchors are kept: `DATA_DIR/audit-anchors.log`; nowhere when no DATA_DIR is given. */
export function anchorFile(env: NodeJS.ProcessEnv = process.env): string | undefined {
  return env.DATA_DIR ? join(env.DATA_DIR, 'audit-anchors.log') : undefined
}

/** Appends the head to the file, one JSON line, safely on disk; answers it, or nothing when it stands there already. */
export async function anchorAudit(db: Db, file: string): Promise<AuditAnchor | undefined> {
  const head = await db.row<{ seq: bigint; hash: Buffer }>(
    'kernel.audit_head',
    'select seq, hash from kernel.audit_head',
  )
  if (!head || head.seq === 0n) return undefined
  const anchor = { at: new Date().toISOString(), seq: head.seq, hash: head.hash.toString('hex') }
  const last = (await readAnchors(file)).at(-1)
  if (last?.seq === anchor.seq && last.hash === anchor.hash) return undefined
  await mkdir(dirname(file), { recursive: true })
  const handle = await open(file, 'a', 0o600)
  try {
    await handle.appendFile(`${JSON.stringify({ ...anchor, seq: String(anchor.seq) })}\n`)
    await handle.sync()
  } finally {
    await handle.close()
  }
  return anchor
}

/** Every anchor of a file; none when there is no file. Throws on a line that is none, but for a last one cut by a crash. */
export async function readAnchors(file: string): Promise<AuditAnchor[]> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return ''
    throw error
  })
  const lines = text.split('\n')
  const torn = lines.pop()
  const anchors = lines.filter(Boolean).map((line, index) => {
    const anchor = anchorOf(line)
    if (!anchor) throw new Error(`${file} line ${index + 1} is not an anchor; restore the file from its copy`)
    return anchor
  })
  const last = torn ? anchorOf(torn) : undefined
  return last ? [...anchors, last] : anchors
}

function anchorOf(line: string): AuditAnchor | undefined {
  try {
    const { at, seq, hash } = JSON.parse(line) as Record<string, unknown>
    if (typeof at !== 'string' || typeof hash !== 'string' || !/^\d+$/.test(String(seq))) return undefined
    return { at, seq: BigInt(String(seq)), hash }
  } catch {
    return undefined
  }
}
