import { placeOrder, variantOf } from './goods.ts'
import { journey } from './journey.ts'
import { arrived, eventually, lookUp, said, same } from './moves.ts'
import { sound } from './screen.ts'

export default journey('the stock: why here, goods in, a count', async ({ as, fact }) => {
  const clerk = await as('sales')
  const keeper = await as('warehouse')
  const sku = 'BTH-TW-2'
  const variant = await variantOf(keeper, sku)
  const onHand = async (): Promise<number> => {
    const answer = await keeper.request.get(`/api/v1/inventory/stock/${variant.id}`)
    return Number(((await answer.json()) as { onHand: string }).onHand)
  }

  await fact('[OMS-02] the stock explorer says why goods were allocated where they were', async () => {
    const order = await placeOrder(clerk, [{ sku, quantity: '2' }], { terms: 'bank-transfer' })
    await keeper.goto(`/inventory/stock/${variant.id}`)
    const row = keeper.getByRole('row', { name: new RegExp(order.number) })
    await row.waitFor()
    await sound(keeper)
    await row.getByRole('button').first().click()
    const why = keeper.getByRole('dialog')
    await why.getByText('선택', { exact: true }).first().waitFor()
    await sound(keeper)
    await keeper.keyboard.press('Escape')
    await clerk.goto(`/orders/${order.id}`)
    await arrived(clerk, order.number)
    await clerk.getByText('재고를 왜 여기서 잡았나요?').first().waitFor()
  })

  await fact('[OMS-02] goods received can be promised at once', async () => {
    const before = await onHand()
    await keeper.goto('/inventory/receipts/new')
    await arrived(keeper, '입고 등록')
    await keeper.getByLabel('창고').selectOption({ label: 'ICN · 이천 물류센터' })
    await keeper.getByLabel('참조 번호').fill('PO-7001')
    await keeper.getByLabel('상품 1').focus()
    await lookUp(keeper, sku)
    await eventually(
      async () => (await keeper.getByLabel('상품 1').inputValue()).includes('수건'),
      'the article',
    )
    await keeper.getByLabel('수량 1').fill('1천')
    await keeper.getByLabel('단가 1').fill('20000')
    await sound(keeper)
    await keeper.keyboard.press('Control+Enter')
    await said(keeper, /입고/)
    same(await onHand(), before + 1_000, 'on hand')
  })

  await fact('[OMS-02] a count sets the stock right and says why', async () => {
    await keeper.goto('/inventory/adjustments/new')
    await arrived(keeper, '재고 조정')
    await keeper.getByLabel('창고').selectOption({ label: 'ICN · 이천 물류센터' })
    await keeper.getByLabel('사유').fill('월말 실사')
    await keeper.getByLabel('상품 1').focus()
    await lookUp(keeper, sku)
    await eventually(
      async () => (await keeper.getByLabel('상품 1').inputValue()).includes('수건'),
      'the article',
    )
    await keeper.getByLabel('실사 수량 1').fill('1000')
    await keeper.keyboard.press('Control+Enter')
    await said(keeper, /조정/)
    await keeper.goto('/inventory/movements')
    await arrived(keeper, '재고 이동 내역')
    await keeper
      .getByRole('row', { name: new RegExp(sku) })
      .first()
      .waitFor()
    await sound(keeper)
  })
})
