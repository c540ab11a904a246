import { demoLogin, journey } from './journey.ts'
import { arrived, eventually, holds, same, textOf } from './moves.ts'
import { sound } from './screen.ts'

export default journey('the auditor and the operator', async ({ as, fact, house }) => {
  const auditor = await as('auditor')
  await fact('[CORE-11] the auditor reads who did what, and proves the record whole', async () => {
    await auditor.goto('/admin/audit')
    await arrived(auditor, '감사 기록')
    await auditor
      .getByRole('row', { name: /session\.open/ })
      .first()
      .waitFor()
    await sound(auditor)
    await auditor.getByRole('button', { name: '위변조 확인' }).click()
    await auditor.getByText(/기록 .*건이 온전합니다/).waitFor()
  })

  await fact('[PLAT-06] whose personal data was read, by whom and why, is on record', async () => {
    await auditor.goto('/admin/personal-data')
    await arrived(auditor, '개인정보 열람 기록')
    await auditor
      .getByRole('row', { name: /김서연/ })
      .first()
      .waitFor()
    await sound(auditor)
  })

  await fact('[PLAT-04] the auditor reads everything and is offered no act', async () => {
    await auditor.goto('/orders')
    await auditor.getByRole('row').nth(1).getByRole('link').first().click()
    await auditor.getByRole('region', { name: '이력' }).waitFor()
    same(
      await auditor.getByRole('button', { name: /출고 지시|주문 취소|주문 확정/ }).count(),
      0,
      'acts offered',
    )
  })

  const operator = await as('operator')
  await fact('[PLAT-07] jobs, dead letters and health are on screens', async () => {
    for (const [path, title] of [
      ['/admin/jobs', '작업'],
      ['/admin/dead-letters', '처리 실패'],
      ['/admin/health', '시스템 상태'],
      ['/admin/events', '이벤트'],
    ] as const) {
      await operator.goto(path)
      await arrived(operator, title)
      await sound(operator)
    }
    await operator.goto('/admin/health')
    await operator.getByRole('row', { name: /데이터베이스.*정상/ }).waitFor()
  })

  await fact('[PLAT-01] a program calls with a key that may do no more than it needs', async () => {
    await operator.goto('/admin/api-keys')
    await operator.getByRole('button', { name: '키 만들기' }).click()
    const dialog = operator.getByRole('dialog')
    await dialog.getByLabel('이름').fill('상태 감시')
    await dialog.getByLabel('범위').fill('job.read health.read')
    await operator.keyboard.press('Control+Enter')
    const { password } = await demoLogin(house, 'operator')
    await operator
      .getByRole('dialog', { name: '비밀번호 확인' })
      .getByLabel('비밀번호', { exact: true })
      .fill(password)
    await operator.keyboard.press('Enter')
    const secret = await textOf(operator.getByRole('dialog').locator('pre'))
    await sound(operator)
    const call = (path: string) =>
      fetch(`${house}${path}`, { headers: { authorization: `Bearer ${secret}` } })
    same((await call('/api/v1/kernel/health')).status, 200, 'what the key is for')
    same((await call('/api/v1/orders/orders')).status, 403, 'what it is not for')
    await operator.getByRole('dialog').getByRole('button', { name: '닫기' }).last().click()
    await operator
      .getByRole('row', { name: /상태 감시/ })
      .getByRole('button', { name: '폐기' })
      .first()
      .click()
    await operator.getByRole('dialog').getByRole('button', { name: '폐기' }).click()
    await eventually(async () => (await call('/api/v1/kernel/health')).status === 401, 'the end of the key')
  })

  await fact('[PLAT-04] the operator makes a user and sees who holds which role', async () => {
    await operator.goto('/admin/users')
    await arrived(operator, '사용자와 역할')
    await sound(operator)
    await operator.getByRole('link', { name: '사용자 추가' }).click()
    await operator.getByLabel('이름').fill('새 사람')
    await operator.getByLabel('이메일').fill('new@wheelhouse.demo')
    await sound(operator)
    await operator.keyboard.press('Control+Enter')
    const once = operator.getByRole('dialog', { name: '처음 비밀번호' })
    holds(/^\w+-\w+-\d+-\w+$/.test(await textOf(once.locator('pre'))), 'no first password was told')
    await once.getByRole('button', { name: '닫기' }).last().click()
    await operator.goto('/admin/users')
    await operator.getByRole('row', { name: /new@wheelhouse\.demo/ }).waitFor()
  })
})
