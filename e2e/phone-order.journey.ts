import type { Page } from 'playwright-core'
import { phone } from './browser.ts'
import { journey } from './journey.ts'
import { arrived, eventually, factOf, holds, inFocus, inState, leap, lookUp, textOf } from './moves.ts'
import { quiet, sound } from './screen.ts'

/** By keyboard, on a busy machine; a clerk's own typing is far slower than the screen. */
const phoneOrderLimitMs = 15_000

export default journey('a phone order, from hello to the doorstep', async ({ as, fact }) => {
  const clerk = await as('sales')
  let order = ''

  await fact('[OMS-01][PLAT-10] a phone order is taken in seconds, by keyboard alone', async () => {
    await clerk.goto('/orders/desk')
    await arrived(clerk, '전화 주문')
    await sound(clerk)
    const keys = clerk.keyboard
    const started = performance.now()
    await leap(clerk, 'F2', clerk.getByLabel('고객', { exact: true }))
    await lookUp(clerk, '김')
    await inFocus(clerk.getByLabel('상품 담기'))
    await keys.type('ㄷㄹㅂ *2')
    await keys.press('Enter')
    await clerk.getByLabel('드립백 세트 10개입 수량').waitFor()
    await leap(clerk, 'F4', clerk.getByLabel('상품 담기'))
    await keys.type('KIT-KT')
    await keys.press('Enter')
    await inFocus(clerk.getByLabel('드립 주전자 수량'))
    await leap(clerk, 'F9', clerk.getByRole('radio', { name: '무통장 입금' }))
    await keys.press('ArrowLeft')
    await keys.press('ArrowLeft')
    await keys.press('Tab')
    await keys.press('Tab')
    await keys.type('T-0001')
    await keys.press('Control+Enter')
    const last = clerk.getByRole('status').filter({ hasText: '방금 등록' })
    await last.waitFor()
    const tookMs = performance.now() - started
    holds(tookMs < phoneOrderLimitMs, `the phone order took ${Math.round(tookMs)} ms`)
    order = await textOf(last.getByRole('link'))
  })

  await fact('[CORE-01] a paid order is confirmed at once and says what may be done with it', async () => {
    await clerk.getByRole('link', { name: order }).first().click()
    await arrived(clerk, order)
    await inState(clerk, '확정')
    await sound(clerk)
    await clerk.getByRole('button', { name: '출고 지시' }).click()
    await inState(clerk, '출고 중')
  })

  const picker = await as('warehouse', { view: phone })
  await fact('[OMS-05] goods are picked and packed on a phone by scanning them', async () => {
    await picker.goto('/inventory/station')
    await arrived(picker, '피킹·패킹')
    await sound(picker)
    let packed = 0
    const job = picker.getByRole('link', { name: order }).first()
    await job.waitFor()
    while (await job.isVisible()) {
      await job.click()
      await arrived(picker, order)
      await pickAll(picker)
      await inState(picker, '피킹 완료')
      await picker.getByRole('button', { name: '포장 완료' }).click()
      await arrived(picker, '피킹·패킹')
      packed += 1
      await picker.goto('/inventory/station')
      await arrived(picker, '피킹·패킹')
      await quiet(picker)
    }
    holds(packed > 0, 'nothing was packed')
  })

  const dispatcher = await as('warehouse')
  await fact('[OMS-06] a packed parcel gets its waybill, goes out and arrives', async () => {
    await dispatcher.goto(clerk.url())
    await arrived(dispatcher, order)
    const shipments = dispatcher.getByRole('region', { name: '출고' }).getByRole('link')
    const paths = await Promise.all((await shipments.all()).map((link) => link.getAttribute('href')))
    holds(paths.length > 0, 'the order has no shipment')
    for (const path of paths) {
      await dispatcher.goto(path ?? '')
      await eventually(
        async () => /\d{4}/.test(await textOf(factOf(dispatcher, '운송장번호'))),
        'the booking of a waybill',
      )
      await dispatcher.getByRole('button', { name: '출고', exact: true }).click()
      await inState(dispatcher, '배송 중')
      await sound(dispatcher)
      await dispatcher.getByRole('button', { name: '배송 완료', exact: true }).click()
      await dispatcher.getByRole('dialog').getByLabel('인수자').fill('경비실')
      await dispatcher.keyboard.press('Control+Enter')
      await inState(dispatcher, '배송 완료')
    }
  })

  await fact(
    '[CORE-13][OMS-08] the open order page follows by itself and tells the whole story',
    async () => {
      await inState(clerk, '배송 완료')
      const story = clerk.getByRole('region', { name: '이력' }).getByRole('list')
      for (const words of ['등록', '출고 지시', '포장 완료', '운송장 발급', '발송', '배송 완료'])
        await story.getByText(words).first().waitFor()
    },
  )

  const accountant = await as('accountant')
  await fact('[CORE-10] the sale stands in the books, balanced', async () => {
    await accountant.goto('/ledger/journal')
    await accountant.getByRole('searchbox').fill(order)
    await accountant.keyboard.press('Enter')
    await accountant
      .getByRole('row', { name: /출고·매출 인식/ })
      .first()
      .waitFor()
    await sound(accountant)
    await accountant
      .getByRole('row', { name: /출고·매출 인식/ })
      .first()
      .getByRole('link')
      .first()
      .click()
    await accountant.getByRole('row', { name: /401 상품매출/ }).waitFor()
    await sound(accountant)
    await accountant.goto('/ledger/trial-balance')
    await accountant.getByRole('row', { name: /401 상품매출/ }).waitFor()
    await sound(accountant)
  })
})

/** Scans what the walk asks for, unit by unit, until nothing is left. */
async function pickAll(picker: Page): Promise<void> {
  const now = picker.locator('[aria-current="step"]')
  const field = picker.getByLabel('바코드 스캔')
  while (await now.isVisible()) {
    const before = await textOf(now)
    const code = /\d{13}/.exec(before)?.[0]
    holds(code !== undefined, `no barcode in ${before}`)
    await field.fill(code ?? '')
    await field.press('Enter')
    await eventually(
      async () => !(await now.isVisible()) || (await textOf(now)) !== before,
      `scan of ${code}`,
    )
  }
}
