import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { Db } from '../../../kernel/server/connection.ts'
import { command, query } from '../../../kernel/server/http/routes.ts'
import type { Principal } from '../../../kernel/server/principal.ts'
import { notFound } from '../../../kernel/shared/errors.ts'
import { walkOf } from './pick.queries.ts'
import { scanBody, scanned, stop } from './pick.schemas.ts'
import { type PickRow, readPicks } from './pick.store.ts'
import { scan } from './scan.service.ts'
import { requireWarehouses, warehousesOf } from './warehouse-scope.ts'
import { buildWave, waveSize, waves } from './wave.service.ts'

const idParams = z.object({ id: z.uuid() })
const waveLimit = 100

export function waveRoutes(app: FastifyInstance): void {
  query(app, {
    url: '/waves',
    summary: 'Waves, newest first',
    permission: 'pick.read',
    query: z.object({ warehouseId: z.uuid().optional(), open: z.enum(['true', 'false']).optional() }),
    response: z.object({
      items: z.array(
        z.object({
          id: z.uuid(),
          number: z.string(),
          warehouseId: z.uuid(),
          createdAt: z.iso.datetime(),
          picks: z.number(),
          units: z.string(),
          pickedUnits: z.string(),
          open: z.number(),
        }),
      ),
    }),
    async run(db, { query: asked, principal }) {
      const all = (await warehousesOf(db, principal)).map(({ id }) => id)
      return {
        items: await waves(db, {
          companyId: principal.companyId,
          warehouseIds: asked.warehouseId ? all.filter((id) => id === asked.warehouseId) : all,
          open: asked.open === 'true',
          limit: waveLimit,
        }),
      }
    },
  })
  query(app, {
    url: '/waves/:id',
    summary: 'One wave: its orders and the common walk in bin sequence',
    permission: 'pick.read',
    params: idParams,
    response: z.object({
      id: z.uuid(),
      number: z.string(),
      picks: z.array(
        z.object({
          id: z.uuid(),
          orderNumber: z.string(),
          slot: z.number(),
          state: z.string(),
          priority: z.number(),
        }),
      ),
      stops: z.array(stop),
    }),
    async run(db, { params, principal }) {
      const picks = await picksOfWave(db, { id: params.id, principal })
      return {
        id: params.id,
        number: await waveNumber(db, params.id),
        picks: picks.map(({ id, orderNumber, state, priority }, index) => ({
          id,
          orderNumber,
          slot: index + 1,
          state,
          priority,
        })),
        stops: await walkOf(db, picks),
      }
    },
  })
  command(app, {
    url: '/waves',
    summary: 'Puts waiting picks into one walk, urgent first',
    permission: 'pick.work',
    body: z.object({
      warehouseId: z.uuid(),
      pickIds: z.array(z.uuid()).min(1).max(waveSize).optional(),
      size: z.number().int().min(1).max(waveSize).optional(),
    }),
    response: z.object({ id: z.uuid(), number: z.string(), picks: z.number() }),
    status: 201,
    async run(tx, { body, principal }) {
      await requireWarehouses(tx, principal, [body.warehouseId])
      return buildWave(tx, body)
    },
  })
  command(app, {
    url: '/waves/:id/scan',
    summary: 'Confirms goods of a walk; answers which tote gets them',
    permission: 'pick.work',
    params: idParams,
    body: scanBody,
    response: scanned,
    async run(tx, { params, body, principal }) {
      const picks = await picksOfWave(tx, { id: params.id, principal })
      const pickIds = picks.map((pick) => pick.id)
      const result = await scan(tx, { pickIds, barcode: body.barcode, quantity: body.quantity ?? 1n })
      const slots = new Map(picks.map((pick, index) => [pick.id, index + 1]))
      return { ...result, placed: result.placed.map((part) => ({ ...part, slot: slots.get(part.pickId) })) }
    },
  })
}

async function picksOfWave(
  db: Db,
  { id, principal }: { id: string; principal: Principal },
): Promise<PickRow[]> {
  const rows = await db.rows<{ id: string; warehouseId: string }>(
    'inventory.picks_of_wave',
    `select id, warehouse_id from inventory.pick where wave_id = $1 and company_id = $2 and state <> 'cancelled'`,
    [id, principal.companyId],
  )
  if (rows.length === 0) throw notFound('wave', id)
  await requireWarehouses(db, principal, [rows[0]?.warehouseId ?? ''])
  return readPicks(
    db,
    principal.companyId,
    rows.map((row) => row.id),
  )
}

async function waveNumber(db: Db, id: string): Promise<string> {
  const row = await db.row<{ number: string }>(
    'inventory.wave_number',
    'select number from inventory.wave where id = $1',
    [id],
  )
  return row?.number ?? ''
}
