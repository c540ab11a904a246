import { defineModule } from '../../kernel/server/module.ts'
import { categoryEntity, channelEntity } from './shared/channel.ts'
import { priceListEntity } from './shared/price.ts'
import { productLifecycle } from './shared/product.lifecycle.ts'
import { productEntity, variantEntity } from './shared/product.ts'

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
  entities: [productEntity, variantEntity, channelEntity, categoryEntity, priceListEntity],
  lifecycles: [productLifecycle],
  migrations: new URL('./server/migrations/', import.meta.url),
  catalogues: new URL('./i18n/', import.meta.url),
})
