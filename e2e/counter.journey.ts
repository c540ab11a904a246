import { barcodeOf } from './goods.ts'
import { journey } from './journey.ts'
import { arrived, eventually, factOf, inFocus, inState, same, textOf } from './moves.ts'
import { sound } from './screen.ts'

export default journey('the store counter, scanner in hand', async ({ as, fact }) => {
  const clerk = await as('sales')
  await clerk.goto('/orders/counter')
  await arrived(clerk, '매장 계산대')
  const field = clerk.getByRole('textbox', { name: '바코드를 찍거나 상품을 찾으세요' })
  const total = clerk.locator('[data-total] dd')

  await fact('[OMS-01] scans quicker than the screen all land in the basket', async () => {
    const [board, soap] = await Promise.all([barcodeOf(clerk, 'KIT-CB-1'), barcodeOf(clerk, 'BTH-SP-2')])
    await inFocus(field)
    for (const code of [board, soap, board]) {
      await clerk.keyboard.type(code)
      await clerk.keyboard.press('Enter')
    }
    await clerk
      .getByRole('listitem')
      .filter({ hasText: 'KIT-CB-1' })
      .locator('b')
      .filter({ hasText: '2' })
      .waitFor()
    await clerk
      .getByRole('listitem')
      .filter({ hasText: 'BTH-SP-2' })
      .locator('b')
      .filter({ hasText: '1' })
      .waitFor()
    await sound(clerk)
  })

  await fact('[CORE-03] cash is taken, the change is reckoned, the sale is over', async () => {
    await eventually(async () => /₩[1-9]/.test(await textOf(total)), 'the total')
    await clerk.keyboard.press('F8')
    await inFocus(clerk.getByLabel('받은 돈'))
    await clerk.keyboard.type('10만')
    await clerk.keyboard.press('Tab')
    const owed = Number((await textOf(total)).replaceAll(/\D/g, ''))
    await clerk.getByText(`거스름돈 ₩${(100_000 - owed).toLocaleString('en')}`).waitFor()
    await clerk.keyboard.press('Control+Enter')
    const last = clerk.getByRole('status').filter({ hasText: '방금' })
    await last.waitFor()
    await inFocus(field)
    await last.getByRole('link').first().click()
    await inState(clerk, '배송 완료')
    same(await textOf(factOf(clerk, '받을 금액')), '₩0', 'still owed')
  })

  await fact('[CORE-03] a card sale without its approval number is asked for it', async () => {
    await clerk.goto('/orders/counter')
    await inFocus(field)
    await clerk.keyboard.type(await barcodeOf(clerk, 'OFC-NT-2'))
    await clerk.keyboard.press('Enter')
    await clerk.getByRole('listitem').filter({ hasText: 'OFC-NT-2' }).waitFor()
    await clerk.keyboard.press('F9')
    await inFocus(clerk.getByLabel('승인 번호'))
    await clerk.keyboard.press('Control+Enter')
    await clerk.getByText('수납 번호를 적으세요.').waitFor()
    await clerk.getByLabel('승인 번호').fill('30012345')
    await clerk.keyboard.press('Control+Enter')
    await clerk.getByRole('status').filter({ hasText: '방금' }).waitFor()
  })
})
