import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { listRoute } from '../../../kernel/server/http/list-route.ts'
import { presentedSchema } from '../../../kernel/server/http/present.ts'
import { command, query } from '../../../kernel/server/http/routes.ts'
import { notFound } from '../../../kernel/shared/errors.ts'
import { categoryDraft, categoryEntity, channelDraft, channelEntity } from '../shared/channel.ts'
import { categories, channels } from './channel.queries.ts'
import { createCategories, createChannels } from './channel.service.ts'

const idParams = z.object({ id: z.uuid() })
const reference = z.object({ id: z.uuid(), code: z.string() })

export function channelRoutes(app: FastifyInstance): void {
  listRoute(app, channelEntity, {
    url: '/channels',
    summary: 'Sales channels',
    permission: 'channel.read',
    defaultSort: 'code',
  })
  query(app, {
    url: '/channels/:id',
    summary: 'One channel',
    permission: 'channel.read',
    params: idParams,
    response: presentedSchema(channelEntity),
    async run(db, { params, principal }) {
      const found = (await channels(db, principal.companyId)).find(({ id }) => id === params.id)
      if (!found) throw notFound('channel', params.id)
      return found
    },
  })
  command(app, {
    url: '/channels',
    summary: 'Creates a channel',
    permission: 'channel.change',
    body: channelDraft,
    response: reference,
    status: 201,
    run: async (tx, { body }) => (await createChannels(tx, [body], { onlyNew: true }))[0],
  })
  command(app, {
    method: 'PATCH',
    url: '/channels/:id',
    summary: 'Changes a channel; its code stays, since orders and prices name it',
    permission: 'channel.change',
    params: idParams,
    body: channelDraft.omit({ code: true }).partial(),
    response: reference,
    async run(tx, { params, body }) {
      const before = (await channels(tx, tx.principal.companyId)).find(({ id }) => id === params.id)
      if (!before) throw notFound('channel', params.id)
      return (await createChannels(tx, [channelDraft.parse({ ...before, ...body })]))[0]
    },
  })
  categoryRoutes(app)
}

function categoryRoutes(app: FastifyInstance): void {
  listRoute(app, categoryEntity, {
    url: '/categories',
    summary: 'Categories',
    permission: 'product.read',
    defaultSort: 'code',
  })
  query(app, {
    url: '/category-tree',
    summary: 'Every category with its place and how many products it holds itself',
    permission: 'product.read',
    response: z.object({
      items: z.array(
        z.object({
          id: z.uuid(),
          parentId: z.uuid().nullable(),
          code: z.string(),
          name: z.string(),
          nameEn: z.string(),
          position: z.number(),
          products: z.number(),
          version: z.number(),
        }),
      ),
    }),
    run: async (db, { principal }) => ({ items: await categories(db, principal.companyId) }),
  })
  query(app, {
    url: '/categories/:id',
    summary: 'One category',
    permission: 'product.read',
    params: idParams,
    response: z.object({
      id: z.uuid(),
      parentId: z.uuid().nullable(),
      code: z.string(),
      name: z.string(),
      nameEn: z.string(),
      position: z.number(),
      products: z.number(),
      version: z.number(),
    }),
    async run(db, { params, principal }) {
      const found = (await categories(db, principal.companyId)).find(({ id }) => id === params.id)
      if (!found) throw notFound('category', params.id)
      return found
    },
  })
  command(app, {
    url: '/categories',
    summary: 'Creates a category',
    permission: 'product.change',
    body: categoryDraft,
    response: reference,
    status: 201,
    run: async (tx, { body }) => (await createCategories(tx, [body], { onlyNew: true }))[0],
  })
  command(app, {
    method: 'PATCH',
    url: '/categories/:id',
    summary: 'Changes a category or hangs it under another',
    permission: 'product.change',
    params: idParams,
    body: categoryDraft.omit({ code: true }).partial(),
    response: reference,
    async run(tx, { params, body }) {
      const all = await categories(tx, tx.principal.companyId)
      const before = all.find(({ id }) => id === params.id)
      if (!before) throw notFound('category', params.id)
      const parentCode = all.find(({ id }) => id === before.parentId)?.code ?? null
      const draft = categoryDraft.parse({ ...before, parentCode, ...body })
      return (await createCategories(tx, [draft]))[0]
    },
  })
}
