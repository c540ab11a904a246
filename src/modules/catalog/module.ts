import type { FastifyInstance } from 'fastify'
import { defineModule } from '../../kernel/server/module.ts'
import { channelRoutes } from './server/channel.routes.ts'
import { priceRoutes } from './server/price.routes.ts'
import { productImport } from './server/product.import.ts'
import { productRoutes } from './server/product.routes.ts'
import { productSearch } from './server/search-source.ts'
import { shopSettings } from './server/shop.settings.ts'
import { categoryEntity, channelEntity } from './shared/channel.ts'
import { priceListEntity } from './shared/price.ts'
import { productLifecycle } from './shared/product.lifecycle.ts'
import { productEntity, variantEntity } from './shared/product.ts'

function routes(app: FastifyInstance): void {
  productRoutes(app)
  channelRoutes(app)
  priceRoutes(app)
}

export default defineModule({
  name: 'catalog',
  permissions: [
    'product.read',
    'product.create',
    'product.change',
    'price.read',
    'price.change',
    'channel.read',
    'channel.change',
  ],
  events: [
    'product.created@1',
    'product.changed@1',
    'product.activated@1',
    'product.retired@1',
    'channel.created@1',
    'channel.changed@1',
    'category.created@1',
    'category.changed@1',
    'price-list.created@1',
    'price-list.changed@1',
    'price-list.priced@1',
  ],
  entities: [productEntity, variantEntity, channelEntity, categoryEntity, priceListEntity],
  lifecycles: [productLifecycle],
  routes,
  search: [productSearch],
  imports: [productImport],
  settings: shopSettings,
  migrations: new URL('./server/migrations/', import.meta.url),
  catalogues: new URL('./i18n/', import.meta.url),
})
