import { defineModule } from './module.ts'
import { readPersonalData } from './personal-data.ts'
import { servicePermissions, serviceRoutes } from './services/services.ts'

/** The kernel's own share of permissions, tables and screens, declared like any module's. */
export default defineModule({
  name: 'kernel',
  permissions: [readPersonalData, ...servicePermissions],
  routes(app) {
    serviceRoutes(app)
  },
  migrations: new URL('./migrations/', import.meta.url),
  catalogues: new URL('../ui/i18n/', import.meta.url),
  appendOnly: ['kernel.event', 'kernel.audit_entry', 'kernel.personal_data_access'],
})
