import type { FastifyInstance } from 'fastify'
import { acceptUploads } from '../http/upload-route.ts'
import { fileRoutes, manageFiles } from '../routes/files.routes.ts'
import { searchRoutes } from '../routes/search.routes.ts'
import { timelineRoutes } from '../routes/timeline.routes.ts'

/** What people and programs may do with the services of the kernel itself. */
export const servicePermissions = ['search.rebuild', 'file.upload', manageFiles] as const

export function serviceRoutes(app: FastifyInstance): void {
  acceptUploads(app)
  fileRoutes(app)
  searchRoutes(app)
  timelineRoutes(app)
}
