import type { FastifyInstance } from 'fastify'
import { acceptUploads } from '../http/upload-route.ts'
import { fileRoutes, manageFiles } from '../routes/files.routes.ts'
import { importRoutes } from '../routes/imports.routes.ts'
import { jobRoutes } from '../routes/jobs.routes.ts'
import { notificationRoutes } from '../routes/notifications.routes.ts'
import { searchRoutes } from '../routes/search.routes.ts'
import { timelineRoutes } from '../routes/timeline.routes.ts'

/** What people and programs may do with the services of the kernel itself. */
export const servicePermissions = [
  'search.rebuild',
  'file.upload',
  manageFiles,
  'job.read',
  'job.manage',
] as const

export function serviceRoutes(app: FastifyInstance): void {
  acceptUploads(app)
  fileRoutes(app)
  importRoutes(app)
  jobRoutes(app)
  notificationRoutes(app)
  searchRoutes(app)
  timelineRoutes(app)
}
