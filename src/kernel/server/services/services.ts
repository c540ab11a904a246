import type { FastifyInstance } from 'fastify'
import { searchRoutes } from '../routes/search.routes.ts'
import { timelineRoutes } from '../routes/timeline.routes.ts'

/** What people and programs may do with the services of the kernel itself. */
export const servicePermissions = ['search.rebuild'] as const

export function serviceRoutes(app: FastifyInstance): void {
  searchRoutes(app)
  timelineRoutes(app)
}
