import { placeOrder } from './goods.ts'
import { journey } from './journey.ts'
import { arrived, factOf, inState, same, textOf } from './moves.ts'
import { sound } from './screen.ts'

export default journey(
  'second thoughts: a part cancelled, goods returned, money back',
  async ({ as, fact }) => {
    const clerk = await as('sales')
    await fact('[OMS-04][OMS-08] units are taken off an order and their money goes back', async () => {
      const order = await placeOrder(
        clerk,
        [
          { sku: 'KIT-TB-1', quantity: '2' },
          { sku: 'OFC-PN-1', quantity: '3' },
        ],
        { terms: 'received', method: 'cash', reference: 'T-0900' },
      )
      await clerk.goto(`/orders/${order.id}`)
      await arrived(clerk, order.number)
      const before = moneyIn(await textOf(factOf(clerk, '결제 금액')))
      await clerk.getByRole('button', { name: '다른 작업' }).click()
      await clerk.getByRole('menuitem', { name: '일부 취소' }).click()
      const dialog = clerk.getByRole('dialog')
      await dialog.getByRole('row', { name: /젤 펜/ }).getByRole('textbox').fill('2')
      await dialog.getByLabel('사유').fill('색을 잘못 골랐다고 함')
      await sound(clerk)
      await dialog.getByRole('button', { name: '일부 취소' }).click()
      await clerk.getByText(/2개를 취소했습니다/).waitFor()
      await factOf(clerk, '환불 금액').waitFor()
      const refunded = moneyIn(await textOf(factOf(clerk, '환불 금액')))
      const total = moneyIn(await textOf(factOf(clerk, '취소 금액')))
      same(refunded, total, 'what was refunded')
      same(before > refunded, true, 'part of the money stays')
    })

    await fact('[OMS-07] a returned article goes to stock and its money back, by one act', async () => {
      await clerk.goto('/orders?state=delivered')
      await clerk
        .getByRole('row', { name: /배송 완료/ })
        .first()
        .getByRole('link')
        .first()
        .click()
      await inState(clerk, '배송 완료')
      await clerk.getByRole('button', { name: '다른 작업' }).click()
      await clerk.getByRole('menuitem', { name: '반품 접수' }).click()
      const dialog = clerk.getByRole('dialog').first()
      await dialog.getByRole('textbox').first().fill('1')
      await dialog.getByLabel('사유').fill('파손')
      await sound(clerk)
      await dialog.getByRole('button', { name: '반품 접수' }).click()
      await clerk.getByRole('button', { name: '반품·환불 실행' }).click()
      await clerk.getByText(/반품 1개를 접수했습니다/).waitFor()
      await factOf(clerk, '반품 금액').waitFor()
      await clerk.getByRole('region', { name: '이력' }).getByText(/반품/).first().waitFor()
    })
  },
)

function moneyIn(text: string): number {
  return Number(text.replaceAll(/[^\d]/g, ''))
}
