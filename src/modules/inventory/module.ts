import type { FastifyInstance } from 'fastify'
import { defineModule } from '../../kernel/server/module.ts'
import { expiryCron, expiryJob } from './server/expiry.job.ts'
import { stockInvariants } from './server/invariants.ts'
import { pickRoutes } from './server/pick.routes.ts'
import { stockRoutes } from './server/stock.routes.ts'
import { warehouseRoutes } from './server/warehouse.routes.ts'
import { waveRoutes } from './server/wave.routes.ts'
import { movementEntity, reservationEntity } from './shared/movement.ts'
import { pickLifecycle } from './shared/pick.lifecycle.ts'
import { pickEntity } from './shared/pick.ts'
import { warehouseLifecycle } from './shared/warehouse.lifecycle.ts'
import { binEntity, warehouseEntity } from './shared/warehouse.ts'

function routes(app: FastifyInstance): void {
  warehouseRoutes(app)
  stockRoutes(app)
  pickRoutes(app)
  waveRoutes(app)
}

export default defineModule({
  name: 'inventory',
  permissions: [
    'warehouse.read',
    'warehouse.change',
    'stock.read',
    'stock.receive',
    'stock.adjust',
    'pick.read',
    'pick.work',
  ],
  events: [
    'warehouse.created@1',
    'warehouse.changed@1',
    'warehouse.closed@1',
    'warehouse.reopened@1',
    'stock.received@1',
    'stock.adjusted@1',
    'stock.transferred@1',
    'reservation.expired@1',
    'pick.created@1',
    'pick.started@1',
    'pick.picked@1',
    'pick.packed@1',
    'pick.put-back@1',
    'pick.cancelled@1',
    'wave.created@1',
  ],
  entities: [warehouseEntity, binEntity, movementEntity, reservationEntity, pickEntity],
  lifecycles: [warehouseLifecycle, pickLifecycle],
  routes,
  jobs: [expiryJob],
  crons: [expiryCron],
  invariants: stockInvariants,
  reads: { movement: 'stock.read', reservation: 'stock.read', wave: 'pick.read' },
  appendOnly: ['inventory.movement', 'inventory.allocation_choice'],
  migrations: new URL('./server/migrations/', import.meta.url),
  catalogues: new URL('./i18n/', import.meta.url),
})
