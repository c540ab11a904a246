import { defineModule } from '../../kernel/server/module.ts'
import { expiryCron, expiryJob } from './server/expiry.job.ts'
import { stockInvariants } from './server/invariants.ts'
import { pickLifecycle } from './shared/pick.lifecycle.ts'
import { warehouseLifecycle } from './shared/warehouse.lifecycle.ts'
import { binEntity, warehouseEntity } from './shared/warehouse.ts'

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
  entities: [warehouseEntity, binEntity],
  lifecycles: [warehouseLifecycle, pickLifecycle],
  jobs: [expiryJob],
  crons: [expiryCron],
  invariants: stockInvariants,
  appendOnly: ['inventory.movement', 'inventory.allocation_choice'],
  migrations: new URL('./server/migrations/', import.meta.url),
  catalogues: new URL('./i18n/', import.meta.url),
})
