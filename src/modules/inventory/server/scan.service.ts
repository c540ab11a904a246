import { transition } from '../../../kernel/server/lifecycle.ts'
import type { Tx } from '../../../kernel/server/transaction.ts'
import { DomainError, notFound } from '../../../kernel/shared/errors.ts'
import { scannedGtin } from '../../../kernel/shared/gtin.ts'
import { variantByBarcode } from '../../catalog/api.ts'
import { smaller } from '../shared/quantity.ts'
import { pickRules } from './pick.rules.ts'
import { lockPicks, type PickLineRow, type PickRow } from './pick.store.ts'

export interface ScanResult {
  variantId: string
  sku: string
  productName: string
  /** Where each unit goes: to one order, or to several of a wave. */
  placed: { pickId: string; orderNumber: string; quantity: bigint }[]
  /** Still to be taken of this product. */
  remaining: bigint
  /** Picks whose last unit this was. */
  finished: string[]
}

/**
 * Confirms goods taken from the shelf by their barcode or SKU. The first scan begins a waiting pick, the last one
 * finishes it. Several picks are one walk: the goods go to the first that lacks them. Refuses `pick.unknown-barcode`,
 * `pick.wrong-product`, `pick.too-many`, `pick.not-under-way`.
 */
export async function scan(
  tx: Tx,
  { pickIds, barcode, quantity }: { pickIds: readonly string[]; barcode: string; quantity: bigint },
): Promise<ScanResult> {
  if (quantity <= 0n) throw new DomainError('stock.quantity-not-positive', {})
  const picks = await openPicks(tx, pickIds)
  const variant = await variantByBarcode(tx, tx.principal.companyId, scannedGtin(barcode) ?? barcode.trim())
  if (!variant) throw new DomainError('pick.unknown-barcode', { barcode: barcode.trim() })
  const wanted = picks.flatMap((pick) =>
    pick.lines.filter((line) => line.variantId === variant.id).map((line) => ({ pick, line })),
  )
  const name = variant.name === '' ? variant.productName : `${variant.productName} ${variant.name}`
  if (wanted.length === 0) throw new DomainError('pick.wrong-product', { sku: variant.sku, product: name })
  const open = wanted.reduce((sum, { line }) => sum + line.quantity - line.picked, 0n)
  if (open < quantity) {
    throw new DomainError('pick.too-many', {
      sku: variant.sku,
      product: name,
      asked: quantity,
      remaining: open,
    })
  }
  const placed = place(wanted, quantity)
  await write(
    tx,
    wanted.map(({ line }) => line),
  )
  const finished: string[] = []
  for (const pick of picks) {
    if (!placed.some(({ pickId }) => pickId === pick.id)) continue
    if (pick.state === 'waiting') await transition(tx, pickRules, { id: pick.id, name: 'start', input: {} })
    if (pick.lines.some((line) => line.picked < line.quantity)) continue
    await transition(tx, pickRules, { id: pick.id, name: 'finish', input: {} })
    finished.push(pick.id)
  }
  return {
    variantId: variant.id,
    sku: variant.sku,
    productName: name,
    placed,
    remaining: open - quantity,
    finished,
  }
}

/** Takes back what was confirmed of one line, after a wrong count. */
export async function unscan(tx: Tx, { pickId, lineId }: { pickId: string; lineId: string }): Promise<void> {
  const [pick] = await openPicks(tx, [pickId])
  const line = pick?.lines.find((each) => each.id === lineId)
  if (!line) throw notFound('pick-line', lineId)
  line.picked = 0n
  await write(tx, [line])
}

async function openPicks(tx: Tx, ids: readonly string[]): Promise<PickRow[]> {
  const picks = await lockPicks(tx, ids)
  const missing = ids.find((id) => !picks.some((pick) => pick.id === id))
  if (missing !== undefined) throw notFound('pick', missing)
  const open = picks.filter((pick) => pick.state === 'waiting' || pick.state === 'picking')
  const first = picks[0]
  if (open.length === 0 && first) {
    throw new DomainError('pick.not-under-way', { order: first.orderNumber, state: first.state }, 409)
  }
  return open.sort(
    (a, b) =>
      b.priority - a.priority || a.createdAt.getTime() - b.createdAt.getTime() || (a.id < b.id ? -1 : 1),
  )
}

function place(
  wanted: readonly { pick: PickRow; line: PickLineRow }[],
  quantity: bigint,
): ScanResult['placed'] {
  const placed: ScanResult['placed'] = []
  let left = quantity
  for (const { pick, line } of wanted) {
    const taken = smaller(left, line.quantity - line.picked)
    if (taken === 0n) continue
    line.picked += taken
    left -= taken
    placed.push({ pickId: pick.id, orderNumber: pick.orderNumber, quantity: taken })
  }
  return placed
}

async function write(tx: Tx, lines: readonly PickLineRow[]): Promise<void> {
  await tx.exec(
    'inventory.write_picked',
    `update inventory.pick_line l
     set picked = p.picked
     from unnest($1::uuid[], $2::bigint[]) as p(id, picked)
     where l.id = p.id`,
    [lines.map((line) => line.id), lines.map((line) => line.picked)],
  )
}
