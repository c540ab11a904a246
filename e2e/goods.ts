import type { Page } from 'playwright-core'

interface Variant {
  id: string
  sku: string
  gtin: string | null
}

/** What a scanner would read from the article, as the house knows it. */
export async function barcodeOf(page: Page, sku: string): Promise<string> {
  return (await variantOf(page, sku)).gtin ?? sku
}

export async function variantOf(page: Page, sku: string): Promise<Variant> {
  const answer = await page.request.get(`/api/v1/catalog/variants?q=${encodeURIComponent(sku)}&limit=20`)
  const { items } = (await answer.json()) as { items: Variant[] }
  const found = items.find((variant) => variant.sku === sku)
  if (!found) throw new Error(`no variant ${sku}`)
  return found
}
