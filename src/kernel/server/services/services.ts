import type { FastifyInstance } from 'fastify'
import { acceptUploads } from '../http/upload-route.ts'
import { calendarRoutes, manageHolidays } from '../routes/calendar.routes.ts'
import { eventRoutes, manageDeadLetters, readEvents } from '../routes/events.routes.ts'
import { fileRoutes, manageFiles } from '../routes/files.routes.ts'
import { healthRoutes, readHealth } from '../routes/health.routes.ts'
import { importRoutes } from '../routes/imports.routes.ts'
import { jobRoutes } from '../routes/jobs.routes.ts'
import { liveRoutes, presenceRoutes } from '../routes/live.routes.ts'
import { notificationRoutes } from '../routes/notifications.routes.ts'
import { searchRoutes } from '../routes/search.routes.ts'
import { readSettings, settingRoutes } from '../routes/settings.routes.ts'
import { timelineRoutes } from '../routes/timeline.routes.ts'
import { shareViews, viewRoutes } from '../routes/views.routes.ts'

/** What people and programs may do with the services of the kernel itself. */
export const servicePermissions = [
  'search.rebuild',
  'file.upload',
  manageFiles,
  'job.read',
  'job.manage',
  readEvents,
  manageDeadLetters,
  readSettings,
  shareViews,
  manageHolidays,
  readHealth,
] as const

export function serviceRoutes(app: FastifyInstance): void {
  acceptUploads(app)
  fileRoutes(app)
  importRoutes(app)
  jobRoutes(app)
  notificationRoutes(app)
  searchRoutes(app)
  viewRoutes(app)
  settingRoutes(app)
  calendarRoutes(app)
  eventRoutes(app)
  liveRoutes(app)
  presenceRoutes(app)
  healthRoutes(app)
  timelineRoutes(app)
}
