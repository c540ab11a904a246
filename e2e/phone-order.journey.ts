import { journey } from './journey.ts'
import { arrived, holds, inFocus, inState, leap, lookUp } from './moves.ts'
import { sound } from './screen.ts'

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
    await clerk.getByText('최근 주문').or(clerk.getByText('처음 주문하는 고객입니다.')).first().waitFor()
    await leap(clerk, 'F4', clerk.getByLabel('상품 담기'))
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
    await clerk.getByRole('status').filter({ hasText: '방금 등록' }).waitFor()
    const tookMs = performance.now() - started
    holds(tookMs < phoneOrderLimitMs, `the phone order took ${Math.round(tookMs)} ms`)
    order = (await clerk.getByRole('link', { name: /^SO-/ }).first().innerText()).trim()
  })

  await fact('[CORE-01] a paid order is confirmed at once and says what may be done with it', async () => {
    await clerk.getByRole('link', { name: order }).first().click()
    await arrived(clerk, order)
    await inState(clerk, '확정')
    await sound(clerk)
    await clerk.getByRole('button', { name: '출고 지시' }).click()
    await inState(clerk, '출고 중')
  })
})
