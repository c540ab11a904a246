// What other modules may ask of the catalog inside their own transaction.
export { type CategoryFacts, type ChannelFacts, categories, channels } from './server/channel.queries.ts'
export { createCategories, createChannels } from './server/channel.service.ts'
export { createPriceLists, setPrices } from './server/price.service.ts'
export { type CreatedProduct, createProducts } from './server/product.service.ts'
export { type Quote, type QuoteAsk, quote } from './server/quote.queries.ts'
export { shopBankAccount, shopCompany, shopDelivery, shopSeller } from './server/shop.settings.ts'
export {
  type Shelf,
  type ShelfProduct,
  shelfProduct,
  shelfProducts,
  shelfSearch,
  webShops,
} from './server/storefront.queries.ts'
export {
  searchVariants,
  type VariantFacts,
  variantByBarcode,
  variantsById,
  variantsBySku,
} from './server/variant.queries.ts'
export type { CategoryDraft, ChannelDraft } from './shared/channel.ts'
export type { PriceDraft, PriceListDraft } from './shared/price.ts'
export type { ProductDraft, VariantDraft } from './shared/product.ts'
export type { TaxClass } from './shared/tax-class.ts'
