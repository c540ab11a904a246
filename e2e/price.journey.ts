import { journey } from './journey.ts'
import { arrived, eventually, inFocus } from './moves.ts'
import { sound } from './screen.ts'

export default journey('a price changes and the desk knows it', async ({ as, fact }) => {
  const manager = await as('catalog')
  const clerk = await as('sales')
  await fact('[CRM-16] prices are pasted from a spreadsheet into a list', async () => {
    await manager.goto('/catalog/price-lists')
    await arrived(manager, '가격표')
    await manager
      .getByRole('row', { name: /기본 소매가/ })
      .getByRole('link')
      .click()
    await arrived(manager, '기본 소매가')
    await sound(manager)
    await manager.getByRole('button', { name: '가격 붙여넣기' }).click()
    const dialog = manager.getByRole('dialog')
    await dialog.getByRole('textbox').last().fill('KIT-KN\t69,000')
    await sound(manager)
    await dialog.getByRole('button', { name: '확인하기' }).click()
    await dialog
      .getByRole('row', { name: /KIT-KN/ })
      .getByText('69,000')
      .first()
      .waitFor()
    await sound(manager)
    await dialog.getByRole('button', { name: '1건 적용' }).click()
    await manager.getByRole('searchbox').fill('KIT-KN')
    await manager.getByRole('row', { name: /KIT-KN .*69,000/ }).waitFor()
  })
  await fact('[CRM-16][CORE-13] the next phone order is priced by it', async () => {
    await clerk.goto('/orders/desk')
    await arrived(clerk, '전화 주문')
    await clerk.getByLabel('상품 담기').focus()
    await clerk.keyboard.type('KIT-KN')
    await clerk.keyboard.press('Enter')
    await inFocus(clerk.getByLabel('셰프 칼 수량'))
    await eventually(
      async () =>
        (await clerk
          .getByRole('row', { name: /셰프 칼/ })
          .getByText('69,000')
          .count()) > 0,
      'the new price',
    )
  })
})
