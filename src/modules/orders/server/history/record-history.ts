import { documentNumber, nextNumbers } from '../../../../kernel/server/numbering.ts'
import type { Tx } from '../../../../kernel/server/transaction.ts'
import { assert, DomainError } from '../../../../kernel/shared/errors.ts'
import { newId } from '../../../../kernel/shared/ids.ts'
import { createProducts, type VariantFacts, variantsBySku } from '../../../catalog/api.ts'
import { mustPost, type TransferDraft } from '../../../ledger/api.ts'
import type { OrderDraft } from '../../shared/order.ts'
import { deliverAtOnce } from '../deliver-at-once.ts'
import { placeOrders } from '../order-intake.service.ts'
import type { Placement } from '../order-intake.types.ts'
import type { HistoricDocument, HistoricNote, HistoricPlace } from './history.types.ts'
import { noteHistory } from './note-history.ts'

/**
 * Brings trade documents of another system in, through the same intake, stock and books as the house's own: sales become
 * delivered orders, the rest credit notes. One transaction, a fixed number of statements for any number of documents.
 */
export async function recordHistory(
  tx: Tx,
  documents: readonly HistoricDocument[],
  place: HistoricPlace,
): Promise<void> {
  const variants = await knownVariants(tx, documents)
  const sales = documents.flatMap((document) => {
    const lines = document.kind === 'sale' ? document.lines.filter((line) => line.quantity > 0n) : []
    return lines.length > 0 ? [{ ...document, lines }] : []
  })
  const { orderIds, transfers } = await placeSales(tx, sales, place)
  const noted = await noteHistory(tx, documents.flatMap(notesOf), place, variants)
  await tx.exec('orders.insert_trade_sources', sourceSql, [
    tx.principal.companyId,
    place.source,
    JSON.stringify([
      ...sales.map((document, index) => sourceRow(document, orderIds[index])),
      ...documents
        .flatMap(notesOf)
        .map(({ document, kind }, index) => sourceRow(document, noted.ids[index], kind)),
    ]),
  ])
  const all = [...transfers, ...noted.transfers]
  if (all.length > 0) tx.beforeCommit(() => mustPost(tx, all))
}

async function placeSales(
  tx: Tx,
  sales: readonly HistoricDocument[],
  place: HistoricPlace,
): Promise<{ orderIds: string[]; transfers: TransferDraft[] }> {
  if (sales.length === 0) return { orderIds: [], transfers: [] }
  const first = await nextNumbers(tx, { series: 'SO-history', count: sales.length })
  const placements = sales.map(
    (document, index): Placement => ({
      id: newId(),
      number: documentNumber('SH-SO', document.businessDate.slice(0, 4), first + BigInt(index)),
      draft: draftOf(document, place),
      businessDate: document.businessDate,
      act: { principal: tx.principal, traceId: tx.traceId },
    }),
  )
  const { placed, transfers } = await placeOrders(tx, placements)
  const orders = placed.map((result, index) => {
    if (!result.ok)
      throw new DomainError('history.refused', { key: sales[index]?.key, reason: result.refusal.message })
    return result.order
  })
  const delivered = await deliverAtOnce(
    tx,
    orders.filter((_, index) => !sales[index]?.open),
    { warehouseId: place.warehouseId, action: 'order.bring-in' },
  )
  return { orderIds: orders.map((order) => order.id), transfers: [...transfers, ...delivered] }
}

function draftOf(document: HistoricDocument, place: HistoricPlace): OrderDraft {
  return {
    channel: place.channelCode,
    currency: place.currency as OrderDraft['currency'],
    partyId: document.partyId,
    orderedAt: document.at.toISOString(),
    externalRef: {
      system: place.source,
      key: document.part === 1 ? document.key : `${document.key}#${document.part}`,
    },
    lines: document.lines.map((line) => ({
      sku: line.sku,
      quantity: line.quantity,
      unitPrice: line.unitPrice,
      ...(line.discountMinor ? { discount: line.discountMinor } : {}),
      // A line without a description stays without one, whatever the product is called.
      description: line.name ?? '',
    })),
    ...(document.shippingFeeMinor ? { shippingFee: document.shippingFeeMinor } : {}),
    payment: { terms: 'received', method: 'external', reference: document.key },
    draft: false,
  }
}

/** Everything of a document that is not a sale. Nothing paid for it makes it a write-off of stock. */
function notesOf(document: HistoricDocument): HistoricNote[] {
  if (document.kind === 'debt') return [{ document, kind: 'debt', lines: document.lines }]
  if (document.kind === 'cancellation') return [{ document, kind: 'cancellation', lines: document.lines }]
  const rest = document.lines.filter((line) => line.quantity <= 0n)
  const free = rest.filter((line) => /^-?0*(\.0*)?$/.test(line.unitPrice))
  const paid = rest.filter((line) => !free.includes(line))
  return [
    ...(free.length > 0 ? [{ document, kind: 'adjustment' as const, lines: free }] : []),
    ...(paid.length > 0 ? [{ document, kind: 'cancellation' as const, lines: paid }] : []),
  ]
}

/** Products the documents name, made where they are new; a code that does not begin like an article is a service. */
async function knownVariants(
  tx: Tx,
  documents: readonly HistoricDocument[],
): Promise<Map<string, VariantFacts>> {
  const names = new Map<string, string>()
  for (const line of documents.flatMap((document) => document.lines)) {
    const known = names.get(line.sku)
    if (known === undefined || known === '') names.set(line.sku, line.name?.trim() ?? '')
  }
  const { companyId } = tx.principal
  const found = await variantsBySku(tx, companyId, [...names.keys()])
  const fresh = [...names].filter(([sku]) => !found.has(sku))
  if (fresh.length === 0) return found
  await createProducts(
    tx,
    fresh.map(([sku, name]) => ({
      code: sku,
      name: name === '' ? sku : name,
      taxClass: 'exempt',
      variants: [{ sku, stocked: isArticle(sku) }],
    })),
  )
  const made = await variantsBySku(
    tx,
    companyId,
    fresh.map(([sku]) => sku),
  )
  assert(made.size === fresh.length, 'every product named by a document exists')
  return new Map([...found, ...made])
}

/** Article codes begin with digits; POST, DOT, M, BANK CHARGES and their like are services and fees. */
export function isArticle(sku: string): boolean {
  return /^\d/.test(sku)
}

function sourceRow(
  document: HistoricDocument,
  documentId: string | undefined,
  kind?: HistoricNote['kind'],
): Record<string, unknown> {
  // A document that is both sale and write-off leaves two records under one key.
  const part =
    kind === 'adjustment'
      ? -document.part
      : kind === 'cancellation' && document.kind === 'sale'
        ? creditPart + document.part
        : document.part
  return {
    documentId,
    documentKey: document.key,
    part,
    customerKey: document.customerKey,
    market: document.market,
    localAt: document.localAt,
  }
}

const creditPart = 1000

/** The source's own part number behind a record's: write-offs carry it negated, credits of a sale raised. */
export function partOf(recorded: number): number {
  return recorded < 0 ? -recorded : recorded % creditPart
}

const sourceSql = `
insert into orders.trade_source (document_id, company_id, source, document_key, part, customer_key, market, local_at)
select "documentId", $1, $2, "documentKey", part, "customerKey", market, "localAt"
from jsonb_to_recordset($3::jsonb) as s(
  "documentId" uuid, "documentKey" text, part int, "customerKey" text, market text, "localAt" timestamp)`
