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

/** What a connected system would send in the person's name: prepares what a journey is not about. */
async function send<Answer>(page: Page, path: string, body: object): Promise<Answer> {
  const csrf = (await page.context().cookies()).find(({ name }) => name === 'wh_csrf')?.value ?? ''
  const answer = await page.request.post(path, {
    data: body,
    headers: { 'x-csrf-token': csrf, 'idempotency-key': crypto.randomUUID() },
  })
  if (!answer.ok()) throw new Error(`${path}: ${answer.status()} ${await answer.text()}`)
  return (await answer.json()) as Answer
}

/** An order by phone for a passer-by. */
export async function placeOrder(
  page: Page,
  lines: { sku: string; quantity: string }[],
  payment: object,
): Promise<{ id: string; number: string }> {
  const variants = await Promise.all(lines.map(({ sku }) => variantOf(page, sku)))
  return send(page, '/api/v1/orders/orders', {
    channel: 'phone',
    customerName: '오하늘',
    shipTo: {
      name: '오하늘',
      phone: '010-1111-2222',
      postalCode: '04799',
      line1: '서울 성동구 연무장길 42',
      line2: '',
      country: 'KR',
    },
    lines: lines.map(({ quantity }, index) => ({ variantId: variants[index]?.id, quantity })),
    payment,
  })
}
