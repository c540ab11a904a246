import type { TestAnswer, TestClient, TestKit } from '../../kernel/server/testkit.ts'
import { newId } from '../../kernel/shared/ids.ts'
import { createParties } from '../../modules/parties/api.ts'
import { openShop } from '../shop.fixture.ts'
import { named, nowhere, type Operation, type Shape } from './operations.fixture.ts'

/** Ids of records that are there, as parameters and bodies name them. */
export interface World {
  /** By the path of the list that shows the record: `/api/v1/orders/orders`. */
  byList: Map<string, string[]>
  /** By the name of the field that carries the id: `warehouseId`. */
  byField: Map<string, string>
  /** Creating routes whose example in the document is refused, and why. */
  refusedExamples: string[]
}

/** A company with a record behind nearly every route: what its trade leaves, and what the document's examples create. */
export async function furnish(t: TestKit, operations: readonly Operation[]): Promise<World> {
  await openShop(t)
  const [anna, hanul] = await t.transaction((tx) =>
    createParties(tx, [
      { kind: 'person', name: '한가람', phone: '010-2345-6789' },
      { kind: 'organisation', name: '가람상사', phone: '02-345-6789' },
    ] as never),
  )
  const owner = t.as(t.person(t.modules.flatMap((module) => module.permissions)))
  const world: World = { byList: new Map(), byField: new Map(), refusedExamples: [] }
  for (const [name, id] of [
    ['partyId', anna?.id],
    ['otherId', hanul?.id],
    ['toPartyId', hanul?.id],
  ] as const)
    if (id) world.byField.set(name, id)
  await trade(owner, world)
  await t.settle()
  await lookAround(owner, operations, world)
  for (const operation of operations) await tryExample(owner, operation, world)
  await t.settle()
  await lookAround(owner, operations, world)
  return world
}

/** Orders in several states, so that each route meets a record it could move. */
async function trade(owner: TestClient, world: World): Promise<void> {
  const shipTo = {
    name: '한가람',
    phone: '010-2345-6789',
    line1: '서울 중구 세종대로 110',
    postalCode: '04524',
  }
  const order = async (payment: object, more: object = {}): Promise<TestAnswer['body']> => {
    const lines = [{ sku: 'TEA-1', quantity: '2' }]
    const partyId = world.byField.get('partyId')
    return (
      await owner.post('/orders/orders', { channel: 'phone', lines, payment, partyId, shipTo, ...more })
    ).body
  }
  const received = { terms: 'received', method: 'cash', reference: 'till-1' }
  const shipped = await order(received)
  await owner.post(`/orders/orders/${shipped.id}/release`)
  const { shipments } = (await owner.get(`/orders/orders/${shipped.id}`)).body
  await order({ terms: 'card' })
  await order(received, { draft: true })
  const placed = await order(received)
  world.byField.set('orderId', placed.id)
  world.byField.set('lineId', placed.lines[0].id)
  world.byField.set('variantId', placed.lines[0].variantId)
  world.byField.set('shipmentId', shipments[0].id)
  world.byField.set('token', String(placed.trackingToken ?? ''))
}

/** Notes the ids every list shows. */
async function lookAround(owner: TestClient, operations: readonly Operation[], world: World): Promise<void> {
  for (const { method, path, params, produces } of operations) {
    if (method !== 'GET' || params.length > 0 || produces !== 'application/json') continue
    const { status, body } = await owner.get(path)
    const items: { id?: unknown }[] = status === 200 && Array.isArray(body?.items) ? body.items : []
    const ids = items.flatMap(({ id }) => (typeof id === 'string' ? [id] : []))
    if (ids.length === 0) continue
    world.byList.set(path, ids)
    const field = fieldOfList(path)
    if (!world.byField.has(field)) world.byField.set(field, ids[0] ?? nowhere)
  }
}

/** `/api/v1/people/org-units` → `orgUnitId`. */
function fieldOfList(path: string): string {
  const last = path.split('/').at(-1) ?? ''
  const one = last.endsWith('ies') ? `${last.slice(0, -3)}y` : last.replace(/s$/, '')
  return `${one.replace(/-(\w)/g, (_match, letter: string) => letter.toUpperCase())}Id`
}

async function tryExample(owner: TestClient, operation: Operation, world: World): Promise<void> {
  if (operation.method !== 'POST' || operation.body?.contentType !== 'application/json') return
  if (operation.params.length > 0 || !operation.path.startsWith('/api/v1/')) return
  if (/\/(login|logout|password|step-up|me\/company|bulk)(\/|$)/.test(operation.path)) return
  const answer = await owner.post(operation.path, filled(operation, world))
  if (answer.status >= 400)
    world.refusedExamples.push(`${named(operation)}: ${answer.status} ${answer.body?.code}`)
}

/** The id an operation's parameter should name: the record of the list it hangs on. */
export function parameterIn(operation: Operation, world: World): (name: string) => string {
  return (name) => {
    const list = operation.path.slice(0, operation.path.indexOf(`/{${name}}`))
    return world.byList.get(list)?.[0] ?? world.byField.get(name) ?? nowhere
  }
}

/** The example of an operation's body with ids of records that are there. */
export function filled(operation: Operation, world: Pick<World, 'byField'>): unknown {
  return operation.body ? fill(operation.body.example, '', world) : undefined
}

function fill(value: unknown, name: string, world: Pick<World, 'byField'>): unknown {
  if (Array.isArray(value)) return value.map((item) => fill(item, name.replace(/s$/, ''), world))
  if (value !== null && typeof value === 'object')
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, fill(inner, key, world)]))
  if (typeof value !== 'string') return value
  if (name === 'sku') return 'TEA-1'
  if (name === 'id' && isUuid(value)) return newId()
  return isUuid(value) ? (world.byField.get(name) ?? value) : value
}

/** Every place of a body: the fields its schema names, and those inside its example. */
export function placesOf(schema: Shape, example: unknown): (string | number)[][] {
  const all = [schema, ...(schema.anyOf ?? []), ...(schema.oneOf ?? [])]
  const named = all.flatMap((shape) => Object.keys(shape.properties ?? {})).map((key) => [key])
  const places = new Map([...named, ...insideOf(example)].map((place) => [place.join('/'), place]))
  return [...places.values()]
}

function insideOf(value: unknown): (string | number)[][] {
  if (value === null || typeof value !== 'object') return []
  const entries: [string | number, unknown][] = Array.isArray(value)
    ? value.slice(0, 1).map((item, index) => [index, item])
    : Object.entries(value)
  return entries.flatMap(([key, inner]) => [[key], ...insideOf(inner).map((place) => [key, ...place])])
}

/** The text of a body with one place replaced by a piece of JSON text. */
export function bodyWith(example: unknown, place: readonly (string | number)[], json: string): string {
  const marker = '\u0001here\u0001'
  const copy = structuredClone(example ?? {}) as Record<string | number, unknown>
  let at = copy
  for (const key of place.slice(0, -1)) at = at[key] as Record<string | number, unknown>
  const last = place.at(-1) ?? ''
  if (typeof at !== 'object' || at === null) return json
  at[last] = marker
  return JSON.stringify(copy).replace(JSON.stringify(marker), () => json)
}

function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}-[0-9a-f]{4}-/i.test(text)
}
