import type { Tx } from '../../../../kernel/server/transaction.ts'
import { compare } from '../../../../kernel/shared/decimal.ts'
import type { HistoricLine, HistoricNote } from './history.types.ts'

/** A sold line that still has units a customer may bring back. */
interface SoldLine {
  lineId: string
  orderId: string
  partyId: string
  sku: string
  unitPrice: string
  left: bigint
  orderedAt: Date
}

export type MatchedLine = HistoricLine & { orderId: string | null; orderLineId: string | null }

/**
 * Finds what each line of a cancellation takes back: the same customer's latest earlier line of the same product with
 * enough units left, at the same price if there is one. What cannot be found stays unmatched and is noted as such.
 */
export async function matchReturns(tx: Tx, notes: readonly HistoricNote[]): Promise<MatchedLine[][]> {
  const wanted = notes.filter(({ kind, document }) => kind === 'cancellation' && document.partyId !== null)
  const sold = wanted.length > 0 ? await soldLines(tx, wanted) : []
  const byKey = Map.groupBy(sold, (line) => `${line.partyId} ${line.sku}`)
  return notes.map((note) =>
    note.lines.map((line) => {
      const found = note.kind === 'cancellation' && line.quantity < 0n ? take(byKey, note, line) : undefined
      return { ...line, orderId: found?.orderId ?? null, orderLineId: found?.lineId ?? null }
    }),
  )
}

function take(
  byKey: Map<string, SoldLine[]>,
  { document }: HistoricNote,
  line: HistoricLine,
): SoldLine | undefined {
  const units = -line.quantity
  const candidates = (byKey.get(`${document.partyId} ${line.sku}`) ?? []).filter(
    (candidate) => candidate.left >= units && candidate.orderedAt <= document.at,
  )
  const found =
    candidates.find((candidate) => compare(candidate.unitPrice, line.unitPrice) === 0) ?? candidates[0]
  if (found) found.left -= units
  return found
}

function soldLines(tx: Tx, notes: readonly HistoricNote[]): Promise<SoldLine[]> {
  return tx.rows<SoldLine>(
    'orders.sold_lines_to_match',
    `select l.id as line_id, o.id as order_id, o.party_id, l.sku, l.unit_price,
       l.shipped_quantity - l.returned_quantity as left, o.ordered_at
     from orders.sales_order o
     join orders.order_line l on l.order_id = o.id
     where o.company_id = $1
       and o.party_id = any($2)
       and l.sku = any($3)
       and l.shipped_quantity > l.returned_quantity
     order by o.ordered_at desc, l.line_no`,
    [
      tx.principal.companyId,
      [...new Set(notes.map(({ document }) => document.partyId))],
      [...new Set(notes.flatMap(({ lines }) => lines.map((line) => line.sku)))],
    ],
  )
}
