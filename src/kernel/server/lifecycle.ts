import { DomainError, notFound } from '../shared/errors.ts'
import type { Lifecycle, OfferedAction, TransitionInput, TransitionName } from '../shared/lifecycle.ts'
import { audit } from './audit.ts'
import type { Db } from './connection.ts'
import { emit } from './events.ts'
import type { RecordRef } from './news.ts'
import { may, type Principal } from './principal.ts'
import type { Tx } from './transaction.ts'

export interface Document {
  id: string
  companyId: string
  state: string
  version: number
}

/** How a document is locked and its state kept. `lock` takes the row for update, lines included. */
export interface DocumentStore<Doc extends Document> {
  lock(tx: Tx, id: string): Promise<Doc | undefined>
  /** Sets state and version + 1. */
  move(tx: Tx, doc: Doc, to: string): Promise<void>
  /** Records whose timelines tell of the move: the customer, the parent document. */
  refs?(doc: Doc): readonly RecordRef[]
  /** What consumers need to know of the document; kept small. */
  news?(doc: Doc): Record<string, unknown>
}

export interface Rule<Doc extends Document, Input> {
  /** The code of the rule that refuses, or nothing. Must read only the document: it also draws the buttons. */
  guard?(doc: Doc, principal: Principal): string | undefined
  /** What else must be true when the state has moved: stock, money, books. Runs before the state is written. */
  effect?(tx: Tx, doc: Doc, input: Input): Promise<void>
  /** What the event carries besides the store's news. */
  data?(doc: Doc, input: Input): Record<string, unknown>
}

export interface Implemented<L extends Lifecycle = Lifecycle, Doc extends Document = Document> {
  lifecycle: L
  store: DocumentStore<Doc>
  rules: { [Name in TransitionName<L>]: Rule<Doc, TransitionInput<L, Name>> }
}

/** Joins a declared lifecycle with its rules; a transition without its rule does not compile. */
export function implement<L extends Lifecycle, Doc extends Document>(
  lifecycle: L,
  store: DocumentStore<Doc>,
  rules: { [Name in TransitionName<L>]: Rule<Doc, TransitionInput<L, Name>> },
): Implemented<L, Doc> {
  return { lifecycle, store, rules }
}

/**
 * Moves a document: lock, version, state, permission, guard, effect, state, audit and event in the caller's
 * transaction. Refuses with `kernel.stale` (412), `<document>.cannot-<name>` (409), `kernel.forbidden` or the guard's code.
 */
export async function transition<L extends Lifecycle, Doc extends Document, Name extends TransitionName<L>>(
  tx: Tx,
  implemented: Implemented<L, Doc>,
  move: {
    id: string
    name: Name
    input: TransitionInput<L, Name>
    version?: number | undefined
    reason?: string | undefined
  },
): Promise<Doc> {
  const { lifecycle, store, rules } = implemented
  const shape = lifecycle.transitions[move.name]
  if (!shape) throw new DomainError('kernel.unknown-action', { action: move.name }, 404)
  const doc = await store.lock(tx, move.id)
  if (!doc || doc.companyId !== tx.principal.companyId) throw notFound(lifecycle.document, move.id)
  if (move.version !== undefined && move.version !== doc.version) {
    throw new DomainError('kernel.stale', { version: doc.version }, 412)
  }
  const refusal = refusalOf(implemented, move.name, doc, tx.principal)
  if (refusal) throw new DomainError(refusal.code, refusal.details, refusal.status)
  const rule = rules[move.name]
  await rule.effect?.(tx, doc, move.input)
  const from = doc.state
  await store.move(tx, doc, shape.to)
  doc.state = shape.to
  doc.version += 1
  const reason = move.reason ?? (move.input as { reason?: string } | undefined)?.reason
  audit(tx, {
    action: `${lifecycle.document}.${move.name}`,
    entity: lifecycle.document,
    id: doc.id,
    before: { state: from },
    after: { state: shape.to },
    reason,
  })
  emit(tx, {
    type: `${shape.event}@1`,
    subject: { entity: lifecycle.document, id: doc.id },
    refs: store.refs?.(doc) ?? [],
    data: { from, to: shape.to, ...(store.news?.(doc) ?? {}), ...(rule.data?.(doc, move.input) ?? {}) },
  })
  return doc
}

/** The buttons of a record: every transition that leaves its state and the person may ever take, refused ones included. */
export function actionsOf<L extends Lifecycle, Doc extends Document>(
  implemented: Implemented<L, Doc>,
  doc: Doc,
  principal: Principal,
): OfferedAction[] {
  return Object.entries(implemented.lifecycle.transitions)
    .filter(([, shape]) => shape.from.includes(doc.state) && may(principal, shape.permission))
    .map(([name, shape]) => ({
      name,
      tone: shape.tone,
      refusal: refusalOf(implemented, name as TransitionName<L>, doc, principal)?.code ?? null,
    }))
}

function refusalOf<L extends Lifecycle, Doc extends Document>(
  { lifecycle, rules }: Implemented<L, Doc>,
  name: TransitionName<L>,
  doc: Doc,
  principal: Principal,
): { code: string; details: Record<string, unknown>; status: 403 | 409 | 422 } | undefined {
  const shape = lifecycle.transitions[name]
  if (!shape) return { code: 'kernel.unknown-action', details: { action: name }, status: 422 }
  if (!may(principal, shape.permission)) {
    return { code: 'kernel.forbidden', details: { permission: shape.permission }, status: 403 }
  }
  if (!shape.from.includes(doc.state)) {
    return {
      code: 'kernel.wrong-state',
      details: { document: lifecycle.document, action: name, state: doc.state },
      status: 409,
    }
  }
  const code = rules[name].guard?.(doc, principal)
  return code === undefined ? undefined : { code, details: { id: doc.id }, status: 422 }
}

/** A store over one table with `id, company_id, state, version`; documents with lines write their own. */
export function tableStore<Doc extends Document>(
  table: `${string}.${string}`,
  extras: Pick<DocumentStore<Doc>, 'refs' | 'news'> & { load?: (db: Db, doc: Doc) => Promise<Doc> } = {},
): DocumentStore<Doc> {
  return {
    ...extras,
    async lock(tx, id) {
      const row = await tx.row<Doc>(`${table}.lock`, `select * from ${table} where id = $1 for update`, [id])
      return row && extras.load ? extras.load(tx, row) : row
    },
    async move(tx, doc, to) {
      await tx.exec(`${table}.move`, `update ${table} set state = $2, version = version + 1 where id = $1`, [
        doc.id,
        to,
      ])
    },
  }
}
