import { audit } from '../../../../kernel/server/audit.ts'
import { emit } from '../../../../kernel/server/events.ts'
import { documentNumber, nextNumbers } from '../../../../kernel/server/numbering.ts'
import type { Tx } from '../../../../kernel/server/transaction.ts'
import { newId } from '../../../../kernel/shared/ids.ts'
import { extend, toCurrency } from '../../../../kernel/shared/money.ts'
import type { VariantFacts } from '../../../catalog/api.ts'
import { adjust, takeBack } from '../../../inventory/api.ts'
import type { TransferDraft } from '../../../ledger/api.ts'
import {
  debtAdjusted,
  goodsTakenBack,
  paymentRefunded,
  returned,
} from '../../../ledger/shared/posting-rules.ts'
import { recordRefunded } from '../../../payments/api.ts'
import { nextShare } from '../../shared/amounts.ts'
import { lockOrders, saveAmounts } from '../order.store.ts'
import type { Order } from '../order.tables.ts'
import type { HistoricNote, HistoricPlace } from './history.types.ts'
import { type MatchedLine, matchReturns } from './match-returns.ts'

interface Note {
  id: string
  number: string
  note: HistoricNote
  lines: (MatchedLine & {
    id: string
    variantId: string | null
    stocked: boolean
    totalMinor: bigint
    netMinor: bigint
  })[]
}

/**
 * Cancellations, write-offs and corrections from another system: goods come back or go, the books follow, and what can
 * be matched to a sold line returns exactly that line's share. Answers the transfers for the caller to post.
 */
export async function noteHistory(
  tx: Tx,
  notes: readonly HistoricNote[],
  place: HistoricPlace,
  variants: ReadonlyMap<string, VariantFacts>,
): Promise<{ transfers: TransferDraft[]; ids: string[] }> {
  if (notes.length === 0) return { transfers: [], ids: [] }
  const matched = await matchReturns(tx, notes)
  const orders = await lockOrders(tx, [...new Set(matched.flat().flatMap((line) => line.orderId ?? []))])
  const written = await priced(tx, { notes, matched, orders, place, variants })
  if (orders.length > 0) await saveAmounts(tx, orders)
  await tx.exec('orders.insert_credit_notes', insertSql, [
    JSON.stringify(written.map((note) => noteRow(tx, note, place))),
    JSON.stringify(written.flatMap((note) => note.lines.map((line, index) => lineRow(note.id, line, index)))),
  ])
  const costs = await returnGoodsToShelf(tx, written, place)
  await writeOff(tx, written, place)
  const refunds = await refundMatched(tx, written)
  for (const note of written) announce(tx, note, place)
  return {
    transfers: [...written.flatMap((note) => transfersOf(note, place, costs.get(note.id) ?? 0n)), ...refunds],
    ids: written.map((note) => note.id),
  }
}

async function priced(
  tx: Tx,
  facts: {
    notes: readonly HistoricNote[]
    matched: readonly MatchedLine[][]
    orders: readonly Order[]
    place: HistoricPlace
    variants: ReadonlyMap<string, VariantFacts>
  },
): Promise<Note[]> {
  const byId = new Map(facts.orders.map((order) => [order.id, order]))
  const currency = toCurrency(facts.place.currency)
  const first = await nextNumbers(tx, { series: 'CN', count: facts.notes.length })
  return facts.notes.map((note, index) => ({
    id: newId(),
    number: documentNumber('CN', note.document.businessDate.slice(0, 4), first + BigInt(index)),
    note,
    lines: (facts.matched[index] ?? []).map((line) => {
      const variant = facts.variants.get(line.sku)
      const order = line.orderId ? byId.get(line.orderId) : undefined
      const share = order ? giveBackShare(order, line) : undefined
      const totalMinor = share ? -share.totalMinor : extend(line.unitPrice, line.quantity, currency)
      return {
        ...line,
        id: newId(),
        variantId: variant?.id ?? null,
        stocked: variant?.stocked ?? false,
        totalMinor,
        netMinor: share ? -share.netMinor : totalMinor,
      }
    }),
  }))
}

/** Marks the units of a sold line as returned, with their share of its money. */
function giveBackShare(
  order: Order,
  matched: MatchedLine,
): { totalMinor: bigint; netMinor: bigint } | undefined {
  const line = order.lines.find((candidate) => candidate.id === matched.orderLineId)
  if (!line) return undefined
  const quantity = -matched.quantity
  const shipped = {
    quantity: line.shippedQuantity,
    totalMinor: line.shippedMinor,
    netMinor: line.shippedNetMinor,
  }
  const before = {
    quantity: line.returnedQuantity,
    totalMinor: line.returnedMinor,
    netMinor: line.returnedNetMinor,
  }
  const share = nextShare(shipped, before, quantity)
  line.returnedQuantity += quantity
  line.returnedMinor += share.totalMinor
  line.returnedNetMinor += share.netMinor
  order.returnedMinor += share.totalMinor
  order.refundedMinor += share.totalMinor
  return share
}

async function returnGoodsToShelf(
  tx: Tx,
  notes: readonly Note[],
  place: HistoricPlace,
): Promise<Map<string, bigint>> {
  const requests = notes
    .filter(({ note }) => note.kind === 'cancellation')
    .flatMap(({ id, number, note, lines }) => {
      const goods = lines.filter((line) => line.stocked && line.variantId !== null && line.quantity < 0n)
      // One request per order that is taken back from; what matches none comes in at no known cost.
      return [...Map.groupBy(goods, (line) => line.orderId ?? id)].map(([orderId, group]) => ({
        returnId: id,
        orderId,
        warehouseId: place.warehouseId,
        reference: number,
        businessDate: note.document.businessDate,
        lines: group.map((line) => ({
          lineId: line.orderLineId ?? line.id,
          variantId: line.variantId ?? '',
          quantity: -line.quantity,
          unitCost: '0',
        })),
      }))
    })
  const costs = new Map<string, bigint>()
  for (const cost of await takeBack(tx, requests))
    costs.set(cost.returnId, (costs.get(cost.returnId) ?? 0n) + cost.costMinor)
  return costs
}

async function writeOff(tx: Tx, notes: readonly Note[], place: HistoricPlace): Promise<void> {
  const drafts = notes
    .filter(({ note }) => note.kind === 'adjustment')
    .flatMap(({ id, number, note, lines }) => {
      const moved = lines.filter((line) => line.stocked && line.variantId !== null && line.quantity !== 0n)
      if (moved.length === 0) return []
      return [
        {
          id,
          warehouseId: place.warehouseId,
          reason: lines[0]?.name ?? 'write-off',
          reference: number,
          businessDate: note.document.businessDate,
          lines: moved.map((line) => ({ variantId: line.variantId ?? '', quantity: line.quantity })),
        },
      ]
    })
  if (drafts.length > 0) await adjust(tx, drafts)
}

async function refundMatched(tx: Tx, notes: readonly Note[]): Promise<TransferDraft[]> {
  return recordRefunded(
    tx,
    notes.flatMap(({ number, note, lines }) =>
      [
        ...Map.groupBy(
          lines.filter((line) => line.orderId !== null && line.totalMinor < 0n),
          (line) => line.orderId,
        ),
      ].map(([orderId, group]) => ({
        id: newId(),
        orderId: orderId ?? '',
        amountMinor: group.reduce((sum, line) => sum - line.totalMinor, 0n),
        reason: number,
        businessDate: note.document.businessDate,
      })),
    ),
  )
}

function transfersOf(
  { id, number, note, lines }: Note,
  place: HistoricPlace,
  costMinor: bigint,
): TransferDraft[] {
  const common = {
    kind: 'post' as const,
    ref: { entity: 'credit-note', id },
    businessDate: note.document.businessDate,
    currency: place.currency,
    memo: number,
  }
  if (note.kind === 'debt') {
    const amountMinor = lines.reduce((sum, line) => sum + line.totalMinor, 0n)
    return [{ ...common, id: newId(), rule: 'debt.adjusted', legs: debtAdjusted({ amountMinor }) }].filter(
      nonEmpty,
    )
  }
  if (note.kind === 'adjustment') return []
  const totalMinor = -lines.reduce((sum, line) => sum + line.totalMinor, 0n)
  const netMinor = -lines.reduce((sum, line) => sum + line.netMinor, 0n)
  const unmatchedMinor = -lines
    .filter((line) => line.orderId === null)
    .reduce((sum, line) => sum + line.totalMinor, 0n)
  return [
    {
      ...common,
      id: newId(),
      rule: 'order.returned',
      legs: returned({ netMinor, vatMinor: totalMinor - netMinor, prepaidMinor: totalMinor }),
    },
    { ...common, id: newId(), rule: 'goods.taken-back', legs: goodsTakenBack({ costMinor }) },
    // Nothing of ours was paid for what matches no order: the channel settles it.
    {
      ...common,
      id: newId(),
      rule: 'payment.refunded',
      legs: paymentRefunded({ method: 'external', amountMinor: unmatchedMinor }),
    },
  ].filter(nonEmpty)
}

function nonEmpty(transfer: TransferDraft): boolean {
  return transfer.legs.length > 0
}

function announce(tx: Tx, { id, number, note, lines }: Note, place: HistoricPlace): void {
  const { partyId } = note.document
  const orders = [...new Set(lines.flatMap((line) => line.orderId ?? []))].map((order) => ({
    entity: 'order',
    id: order,
  }))
  const totalMinor = lines.reduce((sum, line) => sum + line.totalMinor, 0n)
  const data = {
    number,
    kind: note.kind,
    totalMinor,
    currency: place.currency,
    matchedLines: lines.filter((line) => line.orderId).length,
  }
  const subject = { entity: 'credit-note', id }
  emit(tx, {
    type: 'credit-note.recorded@1',
    subject,
    refs: [...orders, ...(partyId ? [{ entity: 'party', id: partyId }] : [])],
    data,
  })
  audit(tx, { action: 'credit-note.bring-in', ...subject, after: data })
}

function noteRow(tx: Tx, { id, number, note, lines }: Note, place: HistoricPlace): Record<string, unknown> {
  return {
    id,
    companyId: tx.principal.companyId,
    number,
    kind: note.kind,
    partyId: note.document.partyId,
    currency: place.currency,
    notedAt: note.document.at,
    businessDate: note.document.businessDate,
    totalMinor: lines.reduce((sum, line) => sum + line.totalMinor, 0n),
    createdAt: tx.now,
  }
}

function lineRow(noteId: string, line: Note['lines'][number], index: number): Record<string, unknown> {
  const { id, orderId, orderLineId, variantId, sku, name, quantity, unitPrice, totalMinor } = line
  return {
    id,
    noteId,
    lineNo: index + 1,
    orderId,
    orderLineId,
    variantId,
    sku,
    name,
    quantity,
    unitPrice,
    totalMinor,
  }
}

const insertSql = `
with heads as (
  insert into orders.credit_note (id, company_id, number, kind, party_id, currency, noted_at, business_date, total_minor, created_at)
  select id, "companyId", number, kind, "partyId", currency, "notedAt", "businessDate", "totalMinor", "createdAt"
  from jsonb_to_recordset($1::jsonb) as n(
    id uuid, "companyId" uuid, number text, kind text, "partyId" uuid, currency text, "notedAt" timestamptz, "businessDate" date,
    "totalMinor" bigint, "createdAt" timestamptz)
)
insert into orders.credit_note_line
  (id, credit_note_id, line_no, order_id, order_line_id, variant_id, sku, name, quantity, unit_price, total_minor)
select id, "noteId", "lineNo", "orderId", "orderLineId", "variantId", sku, name, quantity, "unitPrice", "totalMinor"
from jsonb_to_recordset($2::jsonb) as l(
  id uuid, "noteId" uuid, "lineNo" int, "orderId" uuid, "orderLineId" uuid, "variantId" uuid, sku text, name text,
  quantity bigint, "unitPrice" numeric, "totalMinor" bigint)`
