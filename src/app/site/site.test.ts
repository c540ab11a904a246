import { describe, expect, it } from 'vitest'
import { followParcels } from '../../modules/orders/server/carrier/track-shipments.job.ts'
import { type Browser, openSite } from './shop.fixture.ts'

const { t, app, variants, browser } = await openSite()

const guest = {
  name: '홍길동',
  phone: '010-2345-6789',
  email: 'gildong@example.com',
  postalCode: '06236',
  line1: '서울특별시 강남구 테헤란로 152',
  line2: '10층',
  note: '',
  payment: 'bank-transfer',
  terms: 'yes',
}

async function fill(visitor: Browser, sku: string, quantity = '1'): Promise<void> {
  await visitor.get('/shop/p/TEA-GR')
  const added = await visitor.post('/shop/cart/add', { variant: variants.get(sku) ?? '', quantity })
  expect(added.status).toBe(303)
}

async function checkoutForm(visitor: Browser): Promise<Record<string, string>> {
  const page = await visitor.get('/shop/checkout')
  expect(page.status).toBe(200)
  return { ...guest, key: visitor.hidden('key'), expected: visitor.hidden('expected') }
}

async function ordersOf(key: string): Promise<{ trackingToken: string; number: string; state: string }[]> {
  return t.database.rows(
    '',
    'select tracking_token, number, state from orders.sales_order where external_key = $1',
    [key],
  )
}

describe('looking around', () => {
  it('[OMS-01] home shows what is new, with prices of the web channel and never a number of stock', async () => {
    const { status, html, headers } = await browser().get('/shop')
    expect(status).toBe(200)
    expect(html).toContain('제주 녹차')
    expect(html).toContain('14,500원부터')
    expect(html).toContain('<html lang="ko">')
    expect(html).toMatch(/rel="canonical" href="http:\/\/localhost(:80)?\/shop"/)
    expect(html).toMatch(/hreflang="en" href="[^"]*\/shop\?lang=en"/)
    expect(headers['content-security-policy']).toContain("default-src 'self'")
  })

  it('[OMS-01] a page that has not changed is not sent twice', async () => {
    const visitor = browser()
    await visitor.get('/shop')
    const first = await visitor.get('/shop')
    const second = await visitor.get('/shop', { 'if-none-match': String(first.headers.etag) })
    expect(second.status).toBe(304)
  })

  it('[OMS-01] English is asked for once and stays', async () => {
    const visitor = browser()
    expect((await visitor.get('/shop?lang=en')).html).toContain('Jeju green tea')
    const later = await visitor.get('/shop/p/TEA-GR')
    expect(later.html).toContain('Add to cart')
    expect(later.html).toContain('From ₩14,500')
    expect((await browser().get('/shop/p/TEA-GR')).html).toContain('장바구니에 담기')
  })

  it('[OMS-01] a category shows what lies below it too', async () => {
    const { html } = await browser().get('/shop/c/food')
    expect(html).toContain('제주 녹차')
    expect(html).not.toContain('백자 머그')
  })

  it.each([
    ['ㅈㅈㄴㅊ', '제주 녹차'],
    ['ㄴㅊ', '제주 녹차'],
    ['제주 녹챠', '제주 녹차'],
    ['shrck', '제주 녹차'],
    ['머그', '백자 머그'],
  ])('[OMS-01] search for %s finds %s', async (q, name) => {
    const { status, html } = await browser().get(`/shop/search?q=${encodeURIComponent(q)}`)
    expect(status).toBe(200)
    expect(html).toContain(name)
  })

  it('[OMS-01] a product page carries schema.org offers, and no text of it can break out', async () => {
    const { html } = await browser().get('/shop/p/TEA-GR')
    const raw = /<script type="application\/ld\+json">(.*?)<\/script>/s.exec(html)?.[1] ?? ''
    const product = JSON.parse(raw)
    expect(product['@type']).toBe('Product')
    expect(product.offers).toHaveLength(2)
    expect(product.offers[0]).toMatchObject({
      price: '14500',
      priceCurrency: 'KRW',
      availability: 'https://schema.org/InStock',
    })
    expect(product.offers[1].availability).toBe('https://schema.org/OutOfStock')
    expect(product.description).toContain('</script>')
    expect(html).not.toContain('<script>alert(1)')
    expect(html).not.toMatch(/<script>/)
  })

  it('[OMS-01] a code with a slash has a page, and sold out is said in words', async () => {
    expect((await browser().get('/shop/p/CUP%2F1')).html).toContain('백자 머그')
    const { html } = await browser().get('/shop/p/RICE')
    expect(html).toContain('품절')
    expect(html).not.toContain('장바구니에 담기')
  })
})

describe('ordering', () => {
  it('[OMS-01] one checkout is one order, sent twice at once, sent again, or sent again with changes', async () => {
    const visitor = browser()
    await fill(visitor, 'TEA-GR-1', '2')
    const form = await checkoutForm(visitor)
    const csrf = visitor.hidden('csrf')
    const kept = new Map(visitor.cookies)
    const twin = browser()
    for (const [name, value] of kept) twin.cookies.set(name, value)
    const both = await Promise.all([
      visitor.post('/shop/checkout', { ...form, csrf }),
      twin.post('/shop/checkout', { ...form, csrf }),
    ])
    const again = await visitor.post('/shop/checkout', { ...form, csrf })
    const changed = await twin.post('/shop/checkout', { ...form, csrf, line2: '11층' })
    const orders = await ordersOf(form.key ?? '')
    expect(orders).toHaveLength(1)
    const place = `/shop/orders/${orders[0]?.trackingToken}`
    for (const answer of [...both, again, changed])
      expect([answer.status, answer.location]).toEqual([303, place])
    const page = await visitor.get(place)
    expect(page.html).toContain('110-222-333444')
    expect(page.html).toContain('32,000원')
    expect((await visitor.get('/shop/cart')).html).toContain('장바구니가 비어 있습니다')
  })

  it('[OMS-01] a card order goes on to the payment page and comes back to its order', async () => {
    const visitor = browser()
    await fill(visitor, 'TEA-GR-1')
    const form = await checkoutForm(visitor)
    const sent = await visitor.post('/shop/checkout', { ...form, payment: 'card' })
    expect(sent.location).toMatch(/^\/api\/v1\/payments\/pay\/[\w-]{20,}\?lang=ko$/)
    const back = await visitor.get(`/shop/paid/${form.key}`)
    const [order] = await ordersOf(form.key ?? '')
    expect(back.location).toBe(`/shop/orders/${order?.trackingToken}`)
    expect((await visitor.get(back.location)).html).toContain(sent.location)
  })

  it('[OMS-01] sold out between cart and checkout: a page says so, and nothing is ordered', async () => {
    const [slow, quick] = [browser(), browser()]
    await fill(slow, 'CUP-1', '2')
    const form = await checkoutForm(slow)
    await fill(quick, 'CUP-1', '2')
    await quick.post('/shop/checkout', await checkoutForm(quick))
    const { status, html } = await slow.post('/shop/checkout', form)
    expect(status).toBe(409)
    expect(html).toContain('주문하는 사이에 품절된 상품이 있습니다')
    expect(html).toContain('이 수량만큼 재고가 없습니다')
    expect(await ordersOf(form.key ?? '')).toEqual([])
  })

  it('[OMS-01] a total that changed meanwhile is shown before it is charged', async () => {
    const visitor = browser()
    await fill(visitor, 'TEA-GR-1')
    const form = await checkoutForm(visitor)
    const { status, html } = await visitor.post('/shop/checkout', { ...form, expected: '1' })
    expect(status).toBe(409)
    expect(html).toContain('금액이 바뀌었습니다')
    expect(await ordersOf(form.key ?? '')).toEqual([])
  })

  it('[OMS-01] what is typed wrong is said beside the field and kept', async () => {
    const visitor = browser()
    await fill(visitor, 'TEA-GR-1')
    const form = await checkoutForm(visitor)
    const { status, html } = await visitor.post('/shop/checkout', {
      ...form,
      phone: '12',
      postalCode: 'x"><b>',
      terms: '',
    })
    expect(status).toBe(422)
    expect(html).toContain('연락 가능한 전화번호를 적어 주세요')
    expect(html).toContain('value="x&#34;&gt;&lt;b&gt;"')
    expect(html).toContain('value="홍길동"')
  })

  it('[CRM-01] a customer who comes again is known by e-mail and phone together, and left as on record', async () => {
    const partyOf = async (fields: Record<string, string>): Promise<string | undefined> => {
      const visitor = browser()
      await fill(visitor, 'TEA-GR-1')
      const form = await checkoutForm(visitor)
      await visitor.post('/shop/checkout', { ...form, ...fields })
      const row = await t.database.row<{ partyId: string }>(
        '',
        'select party_id from orders.sales_order where external_key = $1',
        [form.key],
      )
      return row?.partyId
    }
    const contact = { email: 'again@example.com', phone: '010-9999-8888' }
    const first = await partyOf({ ...contact, marketingEmail: 'yes' })
    const second = await partyOf({ ...contact, name: '다른 이름', email: 'AGAIN@example.com' })
    const other = await partyOf({ ...contact, phone: '010-9999-7777' })
    expect(second).toBe(first)
    expect(other).not.toBe(first)
    const party = await t.database.row('', 'select name from parties.party where id = $1', [first])
    expect(party).toEqual({ name: '홍길동' })
    const consents = await t.database.rows(
      '',
      'select purpose, channel, granted from parties.consent_entry where party_id = $1',
      [first],
    )
    expect(consents).toEqual([{ purpose: 'marketing', channel: 'email', granted: true }])
  })
})

describe('after ordering', () => {
  async function placed(): Promise<{ visitor: Browser; token: string; orderId: string }> {
    const visitor = browser()
    await fill(visitor, 'TEA-GR-1')
    const form = await checkoutForm(visitor)
    await visitor.post('/shop/checkout', form)
    const row = await t.database.row<{ id: string; trackingToken: string }>(
      '',
      'select id, tracking_token from orders.sales_order where external_key = $1',
      [form.key],
    )
    return { visitor, token: row?.trackingToken ?? '', orderId: row?.id ?? '' }
  }

  it('[OMS-06] the tracking page tells where the parcel is and nothing of the person but a masked name', async () => {
    const { token } = await placed()
    for (const path of [`/track/${token}`, `/shop/orders/${token}`]) {
      const { status, html, headers } = await browser().get(path)
      expect(status).toBe(200)
      expect(html).toContain('홍*동')
      for (const secret of ['홍길동', '2345', '6789', 'gildong', '테헤란로', '06236', '10층'])
        expect(html).not.toContain(secret)
      expect(headers['cache-control']).toBe('no-store')
      expect(html).toContain('noindex')
    }
  })

  it('[OMS-06] no other text opens an order', async () => {
    const { token } = await placed()
    for (const wrong of [`${token}x`, token.slice(0, -1), 'x', "'or'1'='1", '%00'.repeat(24)]) {
      const { status, html } = await browser().get(`/track/${encodeURIComponent(wrong)}`)
      expect(status).toBe(404)
      expect(html).toContain('주문을 찾을 수 없습니다')
    }
  })

  it('[OMS-06] a parcel on its way shows carrier, waybill, movements and when to expect it; then it is too late to cancel', async () => {
    const { visitor, token, orderId } = await placed()
    const clerk = t.as(t.system)
    expect((await visitor.get(`/track/${token}`)).html).toContain('아직 출고 전입니다')
    await clerk.post(`/orders/orders/${orderId}/confirm`)
    await clerk.post(`/orders/orders/${orderId}/release`)
    const [shipment] = (await clerk.get(`/orders/orders/${orderId}`)).body.shipments
    await clerk.post(`/orders/shipments/${shipment.id}/pack`, { parcels: [{ weightGrams: 500 }] })
    await t.settle()
    await visitor.get(`/shop/orders/${token}`)
    expect((await clerk.post(`/orders/shipments/${shipment.id}/ship`)).status).toBe(200)
    const late = await visitor.post(`/shop/orders/${token}/cancel`, { digits: '6789', reason: 'other' })
    expect([late.status, late.html.includes('이미 출고되어 취소할 수 없습니다')]).toEqual([409, true])
    const { waybillNumber, shippedAt } = (await clerk.get(`/orders/shipments/${shipment.id}`)).body
    const onItsWay = await visitor.get(`/track/${token}`)
    for (const words of ['휠택배', waybillNumber, '도착 예정', '배송 중'])
      expect(onItsWay.html).toContain(words)
    const now = new Date(new Date(shippedAt).getTime() + 90 * 3_600_000)
    await followParcels(t.database, { companyId: t.companyId, now })
    await t.settle()
    const moved = await visitor.get(`/track/${token}`)
    expect(moved.html).toContain('택배사가 상자를 받았습니다')
    expect(moved.html).toContain('군포 허브')
  })

  it('[OMS-02] the customer cancels with the last four digits; wrong digits change nothing and are soon refused', async () => {
    const { visitor, token, orderId } = await placed()
    await visitor.get(`/shop/orders/${token}`)
    const path = `/shop/orders/${token}/cancel`
    const wrong = await visitor.post(path, { digits: '0000', reason: 'other' })
    expect([wrong.status, wrong.html.includes('끝 네 자리가 주문과 다릅니다')]).toEqual([403, true])
    const right = await visitor.post(path, { digits: '6789', reason: 'mistake' })
    expect(right.status).toBe(303)
    const row = await t.database.row(
      '',
      'select state, cancel_reason from orders.sales_order where id = $1',
      [orderId],
    )
    expect(row).toEqual({ state: 'cancelled', cancelReason: '상품이나 수량을 잘못 고름' })
    expect((await visitor.get(`/shop/orders/${token}`)).html).toContain('주문을 취소했습니다')
    const guessed = await placed()
    await guessed.visitor.get(`/shop/orders/${guessed.token}`)
    const statuses: number[] = []
    for (let digits = 1000; digits < 1008; digits++) {
      const { status } = await guessed.visitor.post(`/shop/orders/${guessed.token}/cancel`, {
        digits: String(digits),
        reason: 'other',
      })
      statuses.push(status)
    }
    expect(statuses.at(0)).toBe(403)
    expect(statuses.at(-1)).toBe(429)
  })
})

describe('forms and strangers', () => {
  it('[PLAT-04] a form without its token, with another browser’s, or from another site is refused', async () => {
    const visitor = browser()
    await visitor.get('/shop/p/TEA-GR')
    const csrf = visitor.hidden('csrf')
    const line = { variant: variants.get('TEA-GR-1') ?? '', quantity: '1' }
    const other = browser()
    await other.get('/shop')
    const refused = [
      await visitor.post('/shop/cart/add', { ...line, csrf: '' }),
      await other.post('/shop/cart/add', { ...line, csrf }),
      await browser().post('/shop/cart/add', { ...line, csrf }),
      await visitor.post('/shop/cart/add', { ...line, csrf }, { 'sec-fetch-site': 'cross-site' }),
    ]
    for (const { status, html } of refused) {
      expect(status).toBe(403)
      expect(html).toContain('화면이 오래되어 보내지 못했습니다')
    }
    expect((await visitor.get('/shop/cart')).html).toContain('장바구니가 비어 있습니다')
  })

  it('[PLAT-04] a cart that was tampered with is empty', async () => {
    const visitor = browser()
    await fill(visitor, 'TEA-GR-1')
    const [body = '', mac = ''] = (visitor.cookies.get('shop_cart') ?? '').split('.')
    visitor.cookies.set('shop_cart', `${body}AA.${mac}`)
    expect((await visitor.get('/shop/cart')).html).toContain('장바구니가 비어 있습니다')
  })

  it('[PLAT-04] hostile requests never fail the server', async () => {
    const visitor = browser()
    await visitor.get('/shop')
    const urls = [
      '/shop?lang[]=x',
      '/shop/search?q=a&q=b',
      '/shop/search?q=%00%27%22%3Cscript%3E&page=-1',
      `/shop/search?q=${'ㄱ'.repeat(2000)}`,
      '/shop/c/%00',
      '/shop/c/__proto__',
      '/shop/all?page=99999999999&sort=constructor',
      '/shop/p/%00%01',
      `/shop/p/${'%F0%9F%98%80'.repeat(15)}`,
      '/shop/paid/not-a-uuid',
      '/shop/paid/00000000-0000-0000-0000-000000000000',
      '/shop/orders/%2e%2e%2f',
      '/track/',
      '/track',
      '/shop/nothing/here',
      '/shop/%E0%A4%A',
    ]
    for (const url of urls) {
      const { status } = await visitor.get(url)
      expect(status, url).toBeLessThan(500)
    }
    for (const cookie of [
      'shop_visit=%00; shop_cart=..; shop_lang=%FF',
      'shop_visit=x; shop_cart=AAAA.BBBB',
    ]) {
      const { statusCode } = await app.inject({ url: '/shop/cart', headers: { cookie } })
      expect(statusCode).toBe(200)
    }
    await visitor.get('/shop/p/TEA-GR')
    const bodies: Record<string, string>[] = [
      { variant: '__proto__', quantity: '1' },
      { variant: '00000000-0000-0000-0000-000000000000', quantity: '99999' },
      { variant: variants.get('CUP-1') ?? '', quantity: '-5' },
      { variant: '\u0000', quantity: '1e9' },
    ]
    for (const body of bodies)
      for (const url of ['/shop/cart/add', '/shop/cart/change', '/shop/checkout']) {
        const { status } = await visitor.post(url, { ...body, key: '\u0000' })
        expect(status, `${url} ${JSON.stringify(body)}`).toBeLessThan(500)
      }
    expect((await visitor.get('/shop/cart')).html).toContain('더 이상 판매하지 않는 상품입니다')
    const json = await app.inject({ method: 'POST', url: '/shop/checkout', payload: { csrf: { a: 1 } } })
    expect(json.statusCode).toBe(403)
    const big = await visitor.post('/shop/checkout', { note: 'x'.repeat(100_000) })
    expect(big.status).toBe(413)
    const odd = await app.inject({
      method: 'POST',
      url: '/shop/checkout',
      headers: { 'content-type': 'text/xml' },
      payload: '<a/>',
    })
    expect(odd.statusCode).toBe(415)
  })

  it('[PLAT-04] who asks too often is told when to come back', async () => {
    const statuses: number[] = []
    let last = ''
    for (let n = 0; n < 125; n++) {
      const { statusCode, body } = await app.inject({
        url: '/track/AAAAAAAAAAAAAAAAAAAAAA',
        remoteAddress: '203.0.113.9',
      })
      statuses.push(statusCode)
      last = body
    }
    expect(statuses.at(0)).toBe(404)
    expect(statuses.at(-1)).toBe(429)
    expect(last).toContain('요청이 너무 잦습니다')
  })
})
