import type { Page } from 'playwright-core'
import { journey, type Role } from './journey.ts'
import { quiet, sound } from './screen.ts'

/** Pages that other journeys pass by; those they walk through are looked at there. */
const screens: [Role, string[]][] = [
  ['sales', ['/trade', '/orders', '/parties', '/parties/new', '/notifications', '/me']],
  ['service', ['/parties']],
  [
    'warehouse',
    [
      '/shipments',
      '/inventory/stock',
      '/inventory/picks',
      '/inventory/waves',
      '/inventory/warehouses',
      '/inventory/transfers/new',
      '/inventory/channel-rules',
    ],
  ],
  ['catalog', ['/catalog/products', '/catalog/products/new', '/catalog/categories', '/catalog/channels']],
  [
    'accountant',
    [
      '/payments',
      '/payments/settlements',
      '/payments/acquirer',
      '/ledger/accounts',
      '/ledger/journal/new',
      '/ledger/rules',
    ],
  ],
  [
    'owner',
    [
      '/people/organisation',
      '/people/employees',
      '/people/employees/new',
      '/people/positions',
      '/duplicates',
      '/admin/settings',
    ],
  ],
]

/** Lists whose first record is opened. */
const records: [Role, string[]][] = [
  ['sales', ['/parties', '/payments']],
  ['warehouse', ['/shipments', '/inventory/warehouses']],
  ['catalog', ['/catalog/products']],
  ['owner', ['/admin/users']],
]

export default journey('every screen, light and dark', async ({ as, each }) => {
  for (const [role, paths] of screens) {
    const page = await as(role)
    for (const path of paths) {
      await each(`[PLAT-10] ${path} is sound for ${role}`, async () => {
        await page.goto(path)
        await settled(page)
        await sound(page)
      })
    }
  }
  for (const [role, paths] of records) {
    const page = await as(role)
    for (const path of paths) {
      await each(`[PLAT-10] a record of ${path} is sound for ${role}`, async () => {
        await page.goto(path)
        await settled(page)
        const first = page.getByRole('grid').getByRole('row').nth(1).getByRole('link').first()
        await first.click()
        await page.waitForURL((url) => url.pathname !== path)
        await settled(page)
        await sound(page)
      })
    }
  }
})

async function settled(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1 }).first().waitFor()
  await quiet(page)
}
