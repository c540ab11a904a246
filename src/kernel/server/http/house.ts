import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { z } from 'zod'
import { DomainError, forbidden } from '../../shared/errors.ts'
import type { Database } from '../database.ts'
import type { ModuleManifest } from '../module.ts'
import { may, type Principal } from '../principal.ts'
import type { NewsPoller } from '../services/news-poller.ts'

declare module 'fastify' {
  interface FastifyInstance {
    house: House
  }
  interface FastifyRequest {
    principal: Principal
    traceId: string
  }
}

/** What every route stands on. */
export interface House {
  database: Database
  /** Every module of this house: their permissions, entities and jobs. */
  modules: readonly ModuleManifest[]
  /** Entities whose lists were declared: who may read their records, and whose units' records. */
  records: Map<string, RecordAccess>
  /** Every route that was declared, for the OpenAPI document and for the tests that try each with each role. */
  contracts: RouteContract[]
  /** The one reader of the event stream of this process, for those who wait for news. */
  news: NewsPoller
  /** What ends long answers when the server closes. */
  leaving: Set<() => void>
  /** In tests every answer is held against its schema. */
  checkResponses: boolean
}

export interface RecordAccess {
  permission: string
  table: `${string}.${string}`
  /** False for tables every company shares. */
  ofCompany: boolean
  orgUnitColumn?: string | undefined
}

export interface RouteContract {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  url: string
  summary: string
  description?: string | undefined
  permission: string
  params?: z.ZodType | undefined
  query?: z.ZodType | undefined
  body?: z.ZodType | undefined
  response?: z.ZodType | undefined
  /** Content type of a body that is not JSON. */
  consumes?: string | undefined
  /** Content type when the answer is not JSON. */
  produces?: string | undefined
  status: number
  example?: unknown
}

/** Anyone may call; the principal may be anonymous. */
export const anyone = 'public'
/** Any person or program that has shown who it is. */
export const signedIn = 'signed-in'

export function requirePermission(request: FastifyRequest, permission: string): void {
  if (permission === anyone) return
  if (request.principal.kind === 'anonymous') throw new DomainError('kernel.sign-in', {}, 401)
  if (permission === signedIn) return
  if (!may(request.principal, permission)) throw forbidden(permission)
}

/** Notes a route in the house's list; a route without a permission cannot be written down, so it cannot start. */
export function declare(app: FastifyInstance, contract: RouteContract): void {
  if (!contract.permission) throw new Error(`${contract.method} ${contract.url} declares no permission`)
  app.house.contracts.push(contract)
}
