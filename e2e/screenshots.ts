import { mkdirSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { phone, type View } from './browser.ts'
import { placeOrder, variantOf } from './goods.ts'
import { journey, type Role, type Stage, type World, walk } from './journey.ts'
import { arrived, inFocus, lookUp } from './moves.ts'
import { quiet } from './screen.ts'

const folder = fileURLToPath(new URL('../docs/screens/', import.meta.url))
const largestBytes = 200_000

interface Picture {
  file: string
  role?: Role
  view?: View
  language?: 'ko' | 'en'
  dark?: boolean
  take(page: Page): Promise<void>
}

const pictures: Picture[] = [
  { file: 'orders', role: 'sales', take: (page) => open(page, '/orders') },
  {
    file: 'orders-dark-en',
    role: 'sales',
    language: 'en',
    dark: true,
    take: (page) => open(page, '/orders'),
  },
  { file: 'desk', role: 'sales', take: typeAnOrder },
  { file: 'order', role: 'sales', take: openAnOrder },
  { file: 'palette-dark', role: 'sales', dark: true, take: search },
  { file: 'why', role: 'warehouse', take: askWhy },
  { file: 'station-phone', role: 'warehouse', view: phone, take: openAPick },
  { file: 'trade', role: 'owner', take: (page) => open(page, '/trade') },
  { file: 'income-statement', role: 'accountant', take: (page) => open(page, '/ledger/income-statement') },
  { file: 'audit-dark', role: 'auditor', dark: true, take: (page) => open(page, '/admin/audit') },
  { file: 'shop', take: (page) => open(page, '/shop') },
  {
    file: 'shop-phone-en',
    view: phone,
    language: 'en',
    take: (page) => open(page, '/shop/p/TEA-GR?lang=en'),
  },
]

/** The pictures of the guides, in `docs/screens`. */
export async function takeScreenshots(stage: Stage): Promise<void> {
  mkdirSync(folder, { recursive: true })
  const { failed } = await walk(stage, journey('pictures for the guides', takeAll))
  process.exitCode = failed > 0 ? 1 : 0
}

async function takeAll(world: World): Promise<void> {
  const clerk = await world.as('sales')
  for (const sku of ['COF-HB-1', 'KIT-TB-1', 'TEA-BW']) {
    const order = await placeOrder(
      clerk,
      [
        { sku, quantity: '2' },
        { sku: 'BTH-BR', quantity: '1' },
      ],
      { terms: 'received', method: 'cash', reference: 'T-0001' },
    )
    if (sku === 'TEA-BW') continue
    await clerk.goto(`/orders/${order.id}`)
    await clerk.getByRole('button', { name: '출고 지시' }).click()
    await clerk.getByText('출고 중').first().waitFor()
  }
  for (const { file, role, view, language, dark, take } of pictures) {
    await world.each(file, async () => {
      const wish = { ...(view ? { view } : {}), ...(language ? { language } : {}) }
      const page = role ? await world.as(role, wish) : await world.visitor(wish)
      await page.emulateMedia({ colorScheme: dark ? 'dark' : 'light' })
      if (role && language === 'en') await speak(page, 'English')
      await take(page)
      await quiet(page)
      const path = `${folder}${file}.png`
      await page.screenshot({ path, animations: 'disabled', caret: 'hide' })
      const { size } = statSync(path)
      if (size > largestBytes) throw new Error(`${file}.png has ${size} bytes`)
      if (role && language === 'en') await speak(page, '한국어')
    })
  }
}

async function open(page: Page, path: string): Promise<void> {
  await page.goto(path)
  await page.getByRole('heading', { level: 1 }).first().waitFor()
  await quiet(page)
}

async function speak(page: Page, language: string): Promise<void> {
  await open(page, '/me')
  await page.getByRole('button', { name: /계정 메뉴|account/i }).click()
  await page.getByText(language, { exact: true }).last().click()
  await quiet(page)
}

async function typeAnOrder(page: Page): Promise<void> {
  await open(page, '/orders/desk')
  await page.getByLabel('고객', { exact: true }).focus()
  await lookUp(page, '김')
  const field = page.getByLabel('상품 담기')
  await inFocus(field)
  for (const words of ['하우스 *2', '드립 주전자 *1', '메밀차 *3']) {
    await field.focus()
    await page.keyboard.type(words)
    await page.keyboard.press('Enter')
    await quiet(page)
  }
}

async function openAnOrder(page: Page): Promise<void> {
  await open(page, '/orders?state=fulfilling')
  await page
    .getByRole('row', { name: /출고 중/ })
    .first()
    .getByRole('link')
    .first()
    .click()
  await page.getByRole('region', { name: '이력' }).waitFor()
}

async function search(page: Page): Promise<void> {
  await open(page, '/orders')
  await page.keyboard.press('Control+k')
  await inFocus(page.getByRole('combobox', { name: '검색하거나 명령 실행' }))
  await page.keyboard.type('ㄷㄹ')
  await page.getByRole('option', { name: /드립/ }).first().waitFor()
}

async function askWhy(page: Page): Promise<void> {
  const { id } = await variantOf(page, 'BTH-BR')
  await open(page, `/inventory/stock/${id}`)
  await page.getByRole('button', { name: '할당 이유 보기' }).first().click()
  await page.getByRole('dialog').getByRole('table').first().waitFor()
}

async function openAPick(page: Page): Promise<void> {
  await open(page, '/inventory/station')
  const job = page.getByRole('link', { name: /SO-/ }).first()
  const order = /SO-\d{4}-\d+/.exec((await job.textContent()) ?? '')?.[0] ?? ''
  await job.click()
  await arrived(page, order)
}
