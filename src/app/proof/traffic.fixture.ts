import { setTimeout as sleep } from 'node:timers/promises'
import { newId } from '../../kernel/shared/ids.ts'
import type { Answer, Caller } from './caller.fixture.ts'

/** What the house has promised: every answer that said yes, with the key under which it was asked. */
export interface Promised {
  orders: { key: string; body: object; answer: Answer['body']; card: boolean }[]
  cancelled: Set<string>
  /** Shipments that were answered as shipped. */
  shipped: Set<string>
  refused: number
  /** Answers that no caller should ever see. */
  wrong: string[]
}

export interface Traffic {
  promised: Promised
  /** Lets everyone finish what they are at, answers included. */
  stop(): Promise<void>
}

const skus = ['TEA-1', 'CUP-1', 'RICE-1']
const rest = 10

/** Clerks, customers and packers at work at once, until they are stopped. */
export function startTraffic(caller: Caller, promised: Promised, clerks: number): Traffic {
  const toShip: string[] = []
  let open = true

  async function clerk(): Promise<void> {
    while (open) {
      const order = await capture()
      if (order) {
        const dice = Math.random()
        if (order.card) await pay(order.answer.paymentPath)
        else if (dice < 0.5) await release(order.answer.id)
        else if (dice < 0.7) await cancel(order.answer.id)
      }
      if (toShip.length > 0) await ship(toShip.shift() ?? '')
      await sleep(rest)
    }
  }

  async function capture(): Promise<Promised['orders'][number] | undefined> {
    const card = Math.random() < 0.25
    const count = 1 + Math.floor(Math.random() * 3)
    const body = {
      channel: 'phone',
      lines: skus
        .slice(0, count)
        .map((sku) => ({ sku, quantity: String(1 + Math.floor(Math.random() * 3)) })),
      payment: card ? { terms: 'card' } : { terms: 'received', method: 'cash', reference: `till-${newId()}` },
    }
    const key = newId()
    const answer = await asked('POST', '/orders/orders', body, key, [201, 409])
    if (answer.status !== 201) {
      promised.refused += 1
      return undefined
    }
    const order = { key, body, answer: answer.body, card }
    promised.orders.push(order)
    return order
  }

  async function pay(path: string): Promise<void> {
    const page = await asked('GET', path, undefined, undefined, [303, 200])
    const location = String(page.body?.location ?? '')
    if (!location.startsWith('/api')) return
    const [address = ''] = location.split('?')
    await asked('POST', address, { card: 'approve' }, undefined, [200, 303])
  }

  async function release(id: string): Promise<void> {
    const moved = await asked('POST', `/orders/orders/${id}/release`, {}, newId(), [200, 409])
    if (moved.status !== 200) return
    const page = await asked('GET', `/orders/orders/${id}`, undefined, undefined, [200])
    for (const shipment of page.body.shipments ?? []) {
      const packed = await asked(
        'POST',
        `/orders/shipments/${shipment.id}/pack`,
        { parcels: [] },
        newId(),
        [200, 409],
      )
      if (packed.status === 200) toShip.push(shipment.id)
    }
  }

  async function cancel(id: string): Promise<void> {
    const answer = await asked('POST', `/orders/orders/${id}/cancel`, { reason: '고객 변심' }, newId(), [200])
    if (answer.status === 200) promised.cancelled.add(id)
  }

  /** The waybill comes from the carrier a moment after packing; until then the parcel waits its turn. */
  async function ship(id: string): Promise<void> {
    const answer = await asked('POST', `/orders/shipments/${id}/ship`, {}, newId(), [200, 422])
    if (answer.status === 200) promised.shipped.add(id)
    else toShip.push(id)
  }

  async function asked(
    method: string,
    path: string,
    body: unknown,
    key: string | undefined,
    expected: readonly number[],
  ): Promise<Answer> {
    const answer = await caller.insist(method, path, body, key)
    if (!expected.includes(answer.status))
      promised.wrong.push(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body).slice(0, 200)}`)
    return answer
  }

  const atWork = Array.from({ length: clerks }, clerk)
  return {
    promised,
    async stop() {
      open = false
      await Promise.all(atWork)
    },
  }
}
