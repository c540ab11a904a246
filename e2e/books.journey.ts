import { placeOrder } from './goods.ts'
import { journey } from './journey.ts'
import { arrived, factOf, inState, same, textOf } from './moves.ts'
import { sound } from './screen.ts'

export default journey('an accountant’s morning', async ({ as, fact }) => {
  const clerk = await as('sales')
  const accountant = await as('accountant')
  const order = await placeOrder(clerk, [{ sku: 'OFC-PP', quantity: '1' }], { terms: 'bank-transfer' })

  await fact('[OMS-04] a bank transfer is matched by hand and confirms its order', async () => {
    await clerk.goto(`/orders/${order.id}`)
    await inState(clerk, '결제 대기')
    const owed = (await textOf(factOf(clerk, '받을 금액'))).replaceAll(/\D/g, '')
    await accountant.goto('/payments/bank')
    await arrived(accountant, '은행 입금')
    await accountant.getByRole('button', { name: '입금 내역 붙여넣기' }).click()
    const dialog = accountant.getByRole('dialog')
    await dialog.getByLabel('입금 내역').fill(`${today()}\t오하늘\t${owed}\t${order.number}`)
    await sound(accountant)
    await accountant.keyboard.press('Control+Enter')
    await accountant
      .getByRole('row', { name: new RegExp(order.number) })
      .getByRole('link')
      .first()
      .click()
    await arrived(accountant, /^오/)
    await sound(accountant)
    await accountant
      .getByRole('row', { name: new RegExp(order.number) })
      .getByRole('button', { name: '짝짓기' })
      .click()
    await inState(accountant, '짝지음')
    await accountant.getByRole('button', { name: /전기/ }).click()
    await inState(accountant, '전기됨')
    await inState(clerk, '확정')
    same(await textOf(factOf(clerk, '받을 금액')), '₩0', 'still owed')
  })

  await fact('[CORE-10] the statements agree with each other and open to their postings', async () => {
    for (const [path, title] of [
      ['/ledger/balance-sheet', '재무상태표'],
      ['/ledger/income-statement', '손익계산서'],
    ] as const) {
      await accountant.goto(path)
      await arrived(accountant, title)
      await accountant
        .getByRole('link', { name: /^\d{3} / })
        .first()
        .waitFor()
      await sound(accountant)
    }
    await accountant.goto('/ledger/balance-sheet')
    const total = async (name: string) =>
      (
        await textOf(
          accountant
            .getByRole('row', { name: new RegExp(`^${name}`) })
            .first()
            .getByRole('cell')
            .first(),
        )
      ).trim()
    await accountant.getByRole('row', { name: /^자산 총계/ }).waitFor()
    same(await total('자산 총계'), await total('부채와 자본 총계'), 'both sides of the balance sheet')
    await accountant.getByRole('link', { name: '146 상품' }).click()
    await arrived(accountant, /상품/)
    await sound(accountant)
  })

  await fact('[CORE-10] the oldest month is closed and, with a reason, opened again', async () => {
    await accountant.goto('/ledger/periods?sort=startsOn')
    await arrived(accountant, '회계 기간')
    await sound(accountant)
    await accountant.getByRole('row', { name: /열림/ }).first().getByRole('link').click()
    await accountant.getByRole('button', { name: '마감' }).click()
    await inState(accountant, '마감')
    await accountant.getByRole('button', { name: '다시 열기' }).click()
    await accountant.getByRole('dialog').getByLabel('사유').fill('빠뜨린 전표')
    await accountant.keyboard.press('Control+Enter')
    await inState(accountant, '열림')
  })
})

function today(): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Seoul' }).format(new Date())
}
