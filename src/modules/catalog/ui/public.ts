// What the screens of other modules may use of the catalog.
export { type VariantRow, variantLookup } from './catalog.ts'
