import { auditChainIsWhole } from './audit-chain-verify.ts'
import { forgetSessions, forgetSessionsDaily } from './identity/housekeeping.job.ts'
import { defineModule } from './module.ts'
import { readPersonalData, revealPersonalData } from './personal-data.ts'
import { accessPermissions, accessRoutes } from './routes/access.routes.ts'
import { auditRoutes, readAudit } from './routes/audit.routes.ts'
import { identityRoutes } from './routes/identity.routes.ts'
import { privacyRoutes } from './routes/privacy.routes.ts'
import { tidyUp, tidyUpDaily } from './services/housekeeping.job.ts'
import { servicePermissions, serviceRoutes } from './services/services.ts'

/** The kernel's own share of permissions, tables and screens, declared like any module's. */
export default defineModule({
  name: 'kernel',
  permissions: [readPersonalData, revealPersonalData, readAudit, ...accessPermissions, ...servicePermissions],
  events: [
    'company.created@1',
    'four-eyes.requested@1',
    'four-eyes.approved@1',
    'four-eyes.refused@1',
    'four-eyes.withdrawn@1',
    'notification.sent@1',
    'setting.changed@1',
  ],
  routes(app) {
    identityRoutes(app)
    accessRoutes(app)
    auditRoutes(app)
    privacyRoutes(app)
    serviceRoutes(app)
  },
  jobs: [forgetSessions, tidyUp],
  crons: [forgetSessionsDaily, tidyUpDaily],
  invariants: [auditChainIsWhole],
  migrations: new URL('./migrations/', import.meta.url),
  catalogues: new URL('../ui/i18n/', import.meta.url),
  appendOnly: ['kernel.event', 'kernel.audit_entry', 'kernel.personal_data_access', 'kernel.audit_link'],
})
