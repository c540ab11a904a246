import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { todayOf } from '../../../kernel/server/company-clock.ts'
import { listRoute } from '../../../kernel/server/http/list-route.ts'
import { presentedSchema } from '../../../kernel/server/http/present.ts'
import { command, query } from '../../../kernel/server/http/routes.ts'
import { transitionRoutes } from '../../../kernel/server/http/transition-routes.ts'
import { notFound } from '../../../kernel/shared/errors.ts'
import { offeredActionSchema } from '../../../kernel/shared/lifecycle.ts'
import { currencyCode, positiveDecimal } from '../../../kernel/shared/money.ts'
import { productChange, productDraft, productEntity, variantChange, variantDraft } from '../shared/product.ts'
import { variantListEntity } from '../shared/variant-list.ts'
import { addVariants, changeProduct, changeVariant } from './product.change.ts'
import { effectivePrices, productPage } from './product.queries.ts'
import { productRules } from './product.rules.ts'
import { narrowToRoles, searchProducts } from './product.search.ts'
import { createProducts } from './product.service.ts'
import { variantByBarcode, variantsById } from './variant.queries.ts'

const idParams = z.object({ id: z.uuid() })
const versioned = z.object({ id: z.uuid(), version: z.number() })

const variantOfProduct = z.object({
  id: z.uuid(),
  sku: z.string(),
  name: z.string(),
  options: z.record(z.string(), z.string()),
  gtin: z.string().nullable(),
  weightGrams: z.number(),
  lengthMm: z.number().nullable(),
  widthMm: z.number().nullable(),
  heightMm: z.number().nullable(),
  stocked: z.boolean(),
  unit: z.string(),
  active: z.boolean(),
  version: z.number(),
})

const variantFacts = z.object({
  id: z.uuid(),
  sku: z.string(),
  gtin: z.string().nullable(),
  name: z.string(),
  productId: z.uuid(),
  productCode: z.string(),
  productName: z.string(),
  productNameEn: z.string(),
  state: z.string(),
  active: z.boolean(),
  taxClass: z.string(),
  weightGrams: z.number(),
  lengthMm: z.number().nullable(),
  widthMm: z.number().nullable(),
  heightMm: z.number().nullable(),
  stocked: z.boolean(),
  unit: z.string(),
})

const created = z.object({
  id: z.uuid(),
  code: z.string(),
  variants: z.array(z.object({ id: z.uuid(), sku: z.string() })),
})

export function productRoutes(app: FastifyInstance): void {
  listRoute(app, productEntity, {
    url: '/products',
    summary: 'Products',
    permission: 'product.read',
    defaultSort: '-createdAt',
    search: searchProducts('id'),
    narrow: narrowToRoles,
  })
  query(app, {
    url: '/products/:id',
    summary: 'One product with its variants',
    permission: 'product.read',
    params: idParams,
    response: presentedSchema(productEntity).extend({
      categoryName: z.string().nullable(),
      categoryCode: z.string().nullable(),
      variants: z.array(variantOfProduct),
      actions: z.array(offeredActionSchema),
    }),
    run: (db, { params, principal }) => productPage(db, { id: params.id, principal }),
  })
  command(app, {
    url: '/products',
    summary: 'Creates a product with its variants',
    permission: 'product.create',
    body: productDraft,
    response: created,
    status: 201,
    example: {
      name: '참기름',
      variants: [{ sku: 'OIL-320', name: '320 ml', gtin: '4006381333931', weightGrams: 520 }],
    },
    async run(tx, { body }) {
      const [product] = await createProducts(tx, [body], { onlyNew: true })
      return { id: product?.productId, code: product?.code, variants: product?.variants }
    },
  })
  command(app, {
    method: 'PATCH',
    url: '/products/:id',
    summary: 'Changes the facts of a product',
    permission: 'product.change',
    params: idParams,
    body: productChange,
    response: versioned,
    run: (tx, { params, body, version }) => changeProduct(tx, { id: params.id, version, change: body }),
  })
  transitionRoutes(app, '/products', productRules)
  query(app, {
    url: '/products/:id/prices',
    summary: 'What a product costs in each channel, on a day, for a customer group and quantity',
    permission: 'price.read',
    params: idParams,
    query: z.object({
      on: z.iso.date().optional(),
      customerGroup: z.string().max(64).optional(),
      quantity: positiveDecimal().optional(),
      currency: currencyCode().optional(),
    }),
    response: z.object({
      items: z.array(
        z.object({
          variantId: z.uuid(),
          channelCode: z.string(),
          currency: z.string(),
          unitPrice: z.string(),
          pricesIncludeTax: z.boolean(),
          priceListCode: z.string(),
        }),
      ),
    }),
    async run(db, { params, query: asked, principal }) {
      // A product one may not see has no prices either.
      await productPage(db, { id: params.id, principal })
      const items = await effectivePrices(db, {
        companyId: principal.companyId,
        productId: params.id,
        on: asked.on ?? (await todayOf(db, principal.companyId)),
        customerGroup: asked.customerGroup || null,
        quantity: asked.quantity ?? '1',
        currency: asked.currency ?? null,
      })
      return { items }
    },
  })
  variantRoutes(app)
}

function variantRoutes(app: FastifyInstance): void {
  listRoute(app, variantListEntity, {
    url: '/variants',
    summary: 'Variants with their products',
    permission: 'product.read',
    defaultSort: 'sku',
    search: searchProducts('product_id'),
    narrow: narrowToRoles,
  })
  query(app, {
    url: '/variants/by-code/:code',
    summary: 'The variant of a barcode or SKU',
    permission: 'product.read',
    params: z.object({ code: z.string().min(1).max(64) }),
    response: variantFacts,
    async run(db, { params, principal }) {
      const found = await variantByBarcode(db, principal.companyId, params.code)
      if (!found) throw notFound('variant', params.code)
      return found
    },
  })
  query(app, {
    url: '/variants/:id',
    summary: 'One variant',
    permission: 'product.read',
    params: idParams,
    response: variantFacts,
    async run(db, { params, principal }) {
      const found = (await variantsById(db, [params.id])).get(params.id)
      if (found?.companyId !== principal.companyId) throw notFound('variant', params.id)
      const { companyId: _companyId, ...facts } = found
      return facts
    },
  })
  command(app, {
    url: '/products/:id/variants',
    summary: 'Adds variants to a product',
    permission: 'product.change',
    params: idParams,
    body: z.object({ variants: z.array(variantDraft).min(1).max(100) }),
    response: z.object({ items: z.array(z.object({ id: z.uuid(), sku: z.string() })) }),
    status: 201,
    run: async (tx, { params, body }) => ({
      items: await addVariants(tx, { productId: params.id, drafts: body.variants }),
    }),
  })
  command(app, {
    method: 'PATCH',
    url: '/variants/:id',
    summary: 'Changes the facts of a variant',
    permission: 'product.change',
    params: idParams,
    body: variantChange,
    response: versioned,
    run: (tx, { params, body, version }) => changeVariant(tx, { id: params.id, version, change: body }),
  })
}
