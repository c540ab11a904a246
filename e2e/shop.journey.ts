import type { Page } from 'playwright-core'
import { phone } from './browser.ts'
import { journey } from './journey.ts'
import { arrived, holds, textOf } from './moves.ts'
import { sound } from './screen.ts'

export default journey('the web shop, on a phone and in English', async ({ visitor, as, fact }) => {
  const customer = await visitor({ view: phone })
  await fact('[OMS-11] a customer browses, and finds by initial consonants', async () => {
    await customer.goto('/shop')
    await arrived(customer, '한울상사')
    await sound(customer)
    await customer.getByRole('searchbox', { name: '상품 검색' }).fill('ㄷㄹㅂ')
    await customer.keyboard.press('Enter')
    await arrived(customer, /검색 결과/)
    await sound(customer)
    await customer.getByRole('link', { name: /드립백 세트/ }).click()
    await arrived(customer, '드립백 세트')
    await sound(customer)
  })

  await fact('[OMS-01] a cart becomes an order for the price that was shown', async () => {
    await customer.getByRole('button', { name: '장바구니에 담기' }).click()
    await arrived(customer, '장바구니')
    await sound(customer)
    await customer.getByRole('link', { name: '주문하기' }).click()
    await arrived(customer, '주문하기')
    await sound(customer)
    await customer.getByRole('button', { name: /주문하기/ }).click()
    holds(new URL(customer.url()).pathname === '/shop/checkout', 'an empty form was taken for an order')
    await fillCheckout(customer)
    await customer.getByRole('button', { name: /주문하기/ }).click()
    await customer.getByText('시험 카드를 고르십시오').waitFor()
    await sound(customer)
  })

  await fact('[CORE-03] a declined card takes nothing and may be followed by another', async () => {
    await customer.getByRole('button', { name: '거절되는 카드 (잔액 부족)' }).click()
    await customer.getByText('카드사가 결제를 거절했습니다').waitFor()
    await customer.getByRole('link', { name: '다른 카드로 다시 결제' }).click()
    await customer.getByRole('button', { name: '승인되는 카드', exact: true }).click()
    await customer.getByText('결제가 완료되었습니다.').waitFor()
    await sound(customer)
    await customer.getByRole('link', { name: '돌아가기' }).click()
    await customer.waitForURL(/\/shop\/orders\//)
    await customer.getByText('결제 완료').or(customer.getByText('상품 준비')).first().waitFor()
    await sound(customer)
  })

  let number = ''
  await fact('[OMS-06] the link of the order shows where it is', async () => {
    number = /SO-\d{4}-\d+/.exec(await textOf(customer.locator('main')))?.[0] ?? ''
    await customer.locator('main').getByRole('link', { name: /배송/ }).first().click()
    await customer.waitForURL(/\/track\//)
    await customer.getByText(number).first().waitFor()
    await sound(customer)
  })

  const clerk = await as('sales')
  await fact('[CORE-13] the order of the shop stands in the clerk’s list, paid and confirmed', async () => {
    await clerk.goto('/orders')
    await clerk.getByRole('searchbox').fill(number)
    await clerk.keyboard.press('Enter')
    await clerk
      .getByRole('row', { name: new RegExp(number) })
      .getByText('확정')
      .waitFor()
  })

  const stranger = await visitor({ language: 'en' })
  await fact('[PLAT-05] the same shop is complete in English, by bank transfer', async () => {
    await stranger.goto('/shop?lang=en')
    await stranger.goto('/shop/p/KIT-TB')
    await arrived(stranger, 'Insulated tumbler')
    await sound(stranger)
    await stranger.getByRole('button', { name: /Add to cart/i }).click()
    await arrived(stranger, /cart/i)
    await stranger.goto('/shop/checkout')
    await stranger.locator('input[type="radio"][value="bank-transfer"]').check()
    await fillCheckout(stranger, 'Jane Porter')
    await stranger.locator('form button[type="submit"]').last().click()
    await stranger.waitForURL(/\/shop\/orders\//)
    await stranger
      .getByText('Account number')
      .or(stranger.getByText('Account', { exact: true }))
      .first()
      .waitFor()
    await sound(stranger)
  })
})

/** By the names of the fields, which are the same in every language. */
async function fillCheckout(page: Page, name = '문지우'): Promise<void> {
  await page.locator('[name="name"]').fill(name)
  await page.locator('[name="phone"]').fill('010-9876-1234')
  await page.locator('[name="email"]').fill('customer@example.com')
  await page.locator('[name="postalCode"]').fill('04799')
  await page.locator('[name="line1"]').fill('서울특별시 성동구 연무장길 42')
  await page.locator('[name="terms"]').check()
}
