import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { DomainError, forbidden } from '../../shared/errors.ts'
import { signedIn } from '../http/house.ts'
import { localeOf } from '../http/problem.ts'
import { command, query } from '../http/routes.ts'
import { cancelJob, retryJob } from '../jobs.ts'
import { may, type Principal } from '../principal.ts'
import { jobById, jobShape, listJobs, shownJob } from '../services/job-view.ts'

const idParams = z.object({ id: z.uuid() })
const readJobs = 'job.read'
const manageJobs = 'job.manage'

/** Long work: who began it follows, stops and repeats it; others need the permission. */
export function jobRoutes(app: FastifyInstance): void {
  query(app, {
    url: '/jobs',
    summary: 'Jobs, newest first',
    description: 'One’s own; with `job.read` everybody’s.',
    permission: signedIn,
    query: z.object({
      state: z.enum(['queued', 'running', 'done', 'failed', 'cancelled']).optional(),
      cursor: z.uuid().optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    response: z.object({ items: z.array(jobShape), nextCursor: z.string().nullable() }),
    async run(db, { query: asked, principal, request }) {
      const own = may(principal, readJobs) ? null : principal.id
      const jobs = await listJobs(db, { ...asked, companyId: principal.companyId, createdBy: own })
      const items = jobs.slice(0, asked.limit).map((job) => shownJob(job, localeOf(request)))
      return { items, nextCursor: jobs.length > asked.limit ? (items.at(-1)?.id ?? null) : null }
    },
  })
  query(app, {
    url: '/jobs/:id',
    summary: 'A job: how far it is, what came of it',
    permission: signedIn,
    params: idParams,
    response: jobShape,
    async run(db, { params, principal, request }) {
      const job = await jobById(db, principal.companyId, params.id)
      requireOwn(job.createdBy, principal, readJobs)
      return shownJob(job, localeOf(request))
    },
  })
  command(app, {
    url: '/jobs/:id/cancel',
    summary: 'Stop a job at its next step',
    permission: signedIn,
    params: idParams,
    response: jobShape,
    async run(tx, { params, principal, request }) {
      const job = await jobById(tx, principal.companyId, params.id)
      requireOwn(job.createdBy, principal, manageJobs)
      if (!shownJob(job, 'en').cancellable) throw new DomainError('job.not-cancellable', {}, 409)
      await cancelJob(tx, params.id)
      return shownJob(await jobById(tx, principal.companyId, params.id), localeOf(request))
    },
  })
  command(app, {
    url: '/jobs/:id/retry',
    summary: 'Run a failed or cancelled job again, from where it stopped',
    permission: signedIn,
    params: idParams,
    response: jobShape,
    status: 202,
    async run(tx, { params, principal, request }) {
      const job = await jobById(tx, principal.companyId, params.id)
      requireOwn(job.createdBy, principal, manageJobs)
      if (!shownJob(job, 'en').retryable) throw new DomainError('job.not-retryable', {}, 409)
      await retryJob(tx, params.id)
      return shownJob(await jobById(tx, principal.companyId, params.id), localeOf(request))
    },
  })
}

function requireOwn(createdBy: string, principal: Principal, permission: string): void {
  if (createdBy !== principal.id && !may(principal, permission)) throw forbidden(permission)
}
