import { audit } from '../../../kernel/server/audit.ts'
import { currencyOf } from '../../../kernel/server/company-clock.ts'
import { emit } from '../../../kernel/server/events.ts'
import type { Tx } from '../../../kernel/server/transaction.ts'
import { DomainError } from '../../../kernel/shared/errors.ts'
import { newId } from '../../../kernel/shared/ids.ts'
import { type Move, type Moved, moveStock } from './move-stock.ts'

interface StockDocument<Line> {
  /** The document's id, made by the caller where a repeat must be recognised. */
  id?: string
  warehouseId: string
  reason: string
  reference: string
  businessDate?: string
  lines: readonly Line[]
}

/** `unitCost` is in major units of the warehouse's currency, up to six decimals. */
export type ReceiptDraft = StockDocument<{
  variantId: string
  quantity: bigint
  unitCost: string
  binId?: string | null
}>

/** Signed quantities; goods found are valued at `unitCost`, or at the average when none is given. */
export type AdjustmentDraft = StockDocument<{ variantId: string; quantity: bigint; unitCost?: string }>

export interface StockDocumentResult {
  documentId: string
  /** Signed sum of the document. */
  valueMinor: bigint
  currency: string
  businessDate: string
  movementIds: string[]
}

/** Takes goods in at their cost. Tells `stock.received@1` per document, from which the books are posted. */
export async function receive(tx: Tx, drafts: readonly ReceiptDraft[]): Promise<StockDocumentResult[]> {
  for (const line of drafts.flatMap((draft) => draft.lines)) {
    if (line.quantity <= 0n)
      throw new DomainError('stock.quantity-not-positive', { variantId: line.variantId })
  }
  return record(tx, drafts, {
    kind: 'receipt',
    event: 'stock.received',
    moveOf: ({ variantId, quantity, unitCost, binId }) => ({
      variantId,
      quantity,
      cost: { unitCost },
      binId: binId ?? null,
    }),
  })
}

/** Corrects stock to what was counted. Tells `stock.adjusted@1` per document. Refuses `stock.not-enough`. */
export async function adjust(tx: Tx, drafts: readonly AdjustmentDraft[]): Promise<StockDocumentResult[]> {
  return record(tx, drafts, {
    kind: 'adjustment',
    event: 'stock.adjusted',
    moveOf: ({ variantId, quantity, unitCost }) => ({
      variantId,
      quantity,
      cost: unitCost === undefined ? 'average' : { unitCost },
    }),
  })
}

export interface CountDraft
  extends StockDocument<{ variantId: string; counted: bigint; unitCost?: string }> {}

/** Brings stock to what was counted (재고 실사); only differences become movements. */
export async function count(tx: Tx, draft: CountDraft): Promise<StockDocumentResult> {
  const before = await tx.rows<{ variantId: string; onHand: bigint }>(
    'inventory.lock_counted',
    `select variant_id, on_hand from inventory.stock
     where warehouse_id = $1 and variant_id = any($2) and company_id = $3
     order by variant_id
     for no key update`,
    [draft.warehouseId, draft.lines.map((line) => line.variantId), tx.principal.companyId],
  )
  const onHand = new Map(before.map((row) => [row.variantId, row.onHand]))
  const lines = draft.lines
    .map(({ counted, ...line }) => ({ ...line, quantity: counted - (onHand.get(line.variantId) ?? 0n) }))
    .filter((line) => line.quantity !== 0n)
  if (lines.length === 0) throw new DomainError('stock.nothing-differs', {}, 409)
  const [result] = await adjust(tx, [{ ...draft, lines }])
  return result as StockDocumentResult
}

export interface TransferRequest {
  id?: string
  fromWarehouseId: string
  toWarehouseId: string
  reference: string
  businessDate?: string
  lines: readonly { variantId: string; quantity: bigint }[]
}

/** Moves goods between warehouses at the average of where they leave; the value goes with them to the last won. */
export async function transferStock(
  tx: Tx,
  requests: readonly TransferRequest[],
): Promise<{ documentId: string }[]> {
  const moves: Move[] = []
  const answers = requests.map((request) => {
    if (request.fromWarehouseId === request.toWarehouseId) throw new DomainError('stock.same-warehouse', {})
    const documentId = request.id ?? newId()
    for (const { variantId, quantity } of request.lines) {
      const shared = {
        documentId,
        variantId,
        reference: request.reference,
        businessDate: request.businessDate,
      }
      const ofMove = moves.length
      moves.push({
        ...shared,
        kind: 'transfer-out',
        warehouseId: request.fromWarehouseId,
        quantity: -quantity,
        cost: 'average',
      })
      moves.push({
        ...shared,
        kind: 'transfer-in',
        warehouseId: request.toWarehouseId,
        quantity,
        cost: { ofMove },
      })
    }
    const subject = { entity: 'warehouse', id: request.fromWarehouseId }
    const data = {
      documentId,
      from: request.fromWarehouseId,
      to: request.toWarehouseId,
      lines: request.lines.length,
    }
    emit(tx, {
      type: 'stock.transferred@1',
      subject,
      refs: [{ entity: 'warehouse', id: request.toWarehouseId }],
      data,
    })
    audit(tx, { action: 'stock.transfer', ...subject, after: data })
    return { documentId }
  })
  await moveStock(tx, moves)
  return answers
}

async function record<Line>(
  tx: Tx,
  drafts: readonly StockDocument<Line>[],
  {
    kind,
    event,
    moveOf,
  }: {
    kind: 'receipt' | 'adjustment'
    event: 'stock.received' | 'stock.adjusted'
    moveOf(line: Line): Pick<Move, 'variantId' | 'quantity' | 'cost' | 'binId'>
  },
): Promise<StockDocumentResult[]> {
  const ids = drafts.map((draft) => draft.id ?? newId())
  const moves = drafts.flatMap((draft, index) =>
    draft.lines.map(
      (line): Move => ({
        ...moveOf(line),
        kind,
        documentId: ids[index] ?? '',
        warehouseId: draft.warehouseId,
        reference: draft.reference,
        reason: draft.reason,
        businessDate: draft.businessDate,
      }),
    ),
  )
  const moved = await moveStock(tx, moves)
  const baseCurrency = await currencyOf(tx, tx.principal.companyId)
  let from = 0
  return drafts.map((draft, index) => {
    const part = moved.slice(from, from + draft.lines.length)
    from += draft.lines.length
    const result = resultOf(ids[index] ?? '', part, baseCurrency)
    const subject = { entity: 'warehouse', id: draft.warehouseId }
    const facts = { ...result, companyId: tx.principal.companyId, warehouseId: draft.warehouseId }
    const said = { reference: draft.reference, reason: draft.reason }
    emit(tx, { type: `${event}@1`, subject, data: { ...facts, ...said } })
    audit(tx, {
      action: kind === 'receipt' ? 'stock.receive' : 'stock.adjust',
      ...subject,
      after: {
        documentId: result.documentId,
        valueMinor: result.valueMinor,
        lines: draft.lines.length,
        ...said,
      },
      reason: draft.reason,
    })
    return result
  })
}

function resultOf(documentId: string, moved: readonly Moved[], baseCurrency: string): StockDocumentResult {
  return {
    documentId,
    valueMinor: moved.reduce((sum, { valueMinor }) => sum + valueMinor, 0n),
    currency: moved[0]?.currency ?? baseCurrency,
    businessDate: moved[0]?.businessDate ?? '',
    movementIds: moved.map(({ id }) => id),
  }
}
