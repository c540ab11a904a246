import { describe, expect, it } from 'vitest'
import { verifyAll } from '../cli/verify.command.ts'
import { openSite } from '../site/shop.fixture.ts'
import { wordsThatLeak } from './hostile.fixture.ts'

const { t, app, variants, browser } = await openSite()
const mark = '<script>alert(7)</script>'
const values = [
  '',
  mark,
  '"><img src=x onerror=alert(7)>',
  "'; drop table orders.sales_order; --",
  '\u0000',
  '%00',
  '😀'.repeat(50),
  '가'.repeat(5_000),
  '-1',
  '1e9',
  '99999999999999999999',
  'NaN',
  '{{ 7 | times: 7 }}{% include "x" %}',
  '../../../../etc/passwd',
  'null',
  '\u202e\u0007',
]
let visitors = 0

/** Whatever comes: a page, not a failure; what was sent is never run, and nothing of the inside is told. */
function faultOf(what: string, status: number, html: string): string[] {
  if (status >= 500) return [`${what}: ${status}`]
  if (html.includes(mark) || html.includes('<img src=x')) return [`${what}: sends back what runs`]
  if (/times: 7|\b49\b.*\{%/.test(html) && !html.includes('&')) return [`${what}: takes a template`]
  const leak = wordsThatLeak.exec(html)
  return leak ? [`${what}: says ${leak[0]}`] : []
}

async function visit(url: string, headers: Record<string, string> = {}): Promise<string[]> {
  visitors += 1
  const answer = await app.inject({
    url,
    remoteAddress: `10.${visitors >> 16}.${(visitors >> 8) & 255}.${visitors & 255}`,
    headers,
  })
  return faultOf(
    `${url.slice(0, 120)} ${JSON.stringify(headers).slice(0, 80)}`,
    answer.statusCode,
    answer.body,
  )
}

describe('the shop before hostile visitors', () => {
  it('[PLAT-01] any address, any query', async () => {
    const places = [
      '/shop',
      '/shop/all',
      '/shop/search',
      '/shop/c/tea',
      '/shop/p/TEA-GR',
      '/shop/cart',
      '/shop/checkout',
      '/login',
      '/x',
    ]
    const names = ['q', 'page', 'sort', 'lang', 'after', 'cursor', 'variant', '__proto__', 'constructor']
    const faults: string[] = []
    for (const place of places) {
      for (const name of names) {
        for (const value of values)
          faults.push(...(await visit(`${place}?${name}=${encodeURIComponent(value)}`)))
        faults.push(
          ...(await visit(`${place}?${name}=a&${name}=b`)),
          ...(await visit(`${place}?${name}=%ff%fe`)),
        )
      }
    }
    for (const value of [...values, '%ff', 'a'.repeat(400)]) {
      for (const place of ['/shop/c/', '/shop/p/', '/shop/orders/', '/track/', '/shop/paid/', '/shop/'])
        faults.push(...(await visit(`${place}${value.startsWith('%') ? value : encodeURIComponent(value)}`)))
    }
    expect(faults).toEqual([])
  })

  it('[PLAT-01] any cookie, any header', async () => {
    const faults: string[] = []
    const honest = browser()
    await honest.get('/shop/cart')
    for (const name of [...honest.cookies.keys(), '__proto__', 'x']) {
      for (const value of [
        '',
        'x',
        '{}',
        '[]',
        'null',
        'e30.e30.e30',
        'A'.repeat(3_000),
        '%00',
        '%7B%22cart%22%3A1%7D',
        '..',
      ])
        faults.push(...(await visit('/shop/cart', { cookie: `${name}=${value}` })))
    }
    const strange: Record<string, string>[] = [
      { 'accept-language': `${mark},*;q=x` },
      { host: 'evil.example"><x' },
      { referer: mark },
      { 'x-forwarded-host': 'evil.example' },
      { 'user-agent': mark },
    ]
    for (const headers of strange) faults.push(...(await visit('/shop', headers)))
    expect(faults).toEqual([])
  })

  it('[PLAT-01] any form', async () => {
    const faults: string[] = []
    const variant = variants.get('TEA-GR-1') ?? ''
    for (const value of values) {
      const guest = browser()
      await guest.get('/shop/p/TEA-GR')
      for (const [path, fields] of [
        ['/shop/cart/add', { variant: value, quantity: '1' }],
        ['/shop/cart/add', { variant, quantity: value }],
        ['/shop/cart/change', { variant, quantity: value }],
        ['/shop/cart/change', { variant: value, remove: value }],
        ['/shop/cart/add', { variant, quantity: '1', csrf: value }],
      ] as const) {
        const answer = await guest.post(path, fields)
        faults.push(...faultOf(`${path} ${JSON.stringify(fields).slice(0, 80)}`, answer.status, answer.html))
        const cart = await guest.get('/shop/cart')
        faults.push(...faultOf(`cart after ${value.slice(0, 40)}`, cart.status, cart.html))
      }
    }
    expect(faults).toEqual([])
  })

  it('[OMS-01] a checkout with one bad field is a page that says so, and orders nothing', async () => {
    const faults: string[] = []
    const before = await ordersPlaced()
    for (const value of values) {
      const guest = browser()
      await guest.get('/shop/p/TEA-GR')
      await guest.post('/shop/cart/add', { variant: variants.get('TEA-GR-1') ?? '', quantity: '1' })
      const { html } = await guest.get('/shop/checkout')
      const names = [
        ...new Set(
          [...html.matchAll(/<(?:input|select|textarea)[^>]*\bname="([\w.-]+)"/g)].map(
            ([, name = '']) => name,
          ),
        ),
      ]
      expect(names.length).toBeGreaterThan(4)
      const hidden = Object.fromEntries(names.map((name) => [name, guest.hidden(name)]))
      for (const name of names.filter((each) => each !== 'csrf')) {
        const answer = await guest.post('/shop/checkout', { ...hidden, [name]: value })
        faults.push(...faultOf(`checkout ${name}=${value.slice(0, 30)}`, answer.status, answer.html))
      }
    }
    expect(faults).toEqual([])
    expect(await ordersPlaced()).toBe(before)
    expect((await verifyAll(t.database)).filter((law) => law.faults.length > 0)).toEqual([])
  })
})

async function ordersPlaced(): Promise<bigint | undefined> {
  const row = await t.database.row<{ count: bigint }>('', 'select count(*) from orders.sales_order')
  return row?.count
}
