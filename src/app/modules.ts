import { loadCatalogue } from '../kernel/server/catalogue.ts'
import kernel from '../kernel/server/kernel.module.ts'
import type { ModuleManifest } from '../kernel/server/module.ts'
import analytics from '../modules/analytics/module.ts'
import catalog from '../modules/catalog/module.ts'
import inventory from '../modules/inventory/module.ts'
import ledger from '../modules/ledger/module.ts'
import orders from '../modules/orders/module.ts'
import parties from '../modules/parties/module.ts'
import payments from '../modules/payments/module.ts'
import people from '../modules/people/module.ts'

/** Every module of the house, a callee before its callers. */
export const modules: readonly ModuleManifest[] = [
  kernel,
  people,
  parties,
  catalog,
  inventory,
  ledger,
  payments,
  orders,
  analytics,
]

for (const module of modules) loadCatalogue(module.catalogues, module.name)
