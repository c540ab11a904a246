import { demoLogin, journey } from './journey.ts'
import { sound } from './screen.ts'

export default journey('the door', async ({ visitor, fact, house }) => {
  const page = await visitor()
  await fact('[PLAT-03] the login page is sound and refuses a wrong password in words', async () => {
    await page.goto('/orders')
    await page.getByLabel('이메일').fill('sales@wheelhouse.demo')
    await page.getByLabel('비밀번호', { exact: true }).fill('wrong-wrong-0000')
    await page.getByRole('button', { name: '로그인' }).click()
    await page.getByRole('alert').waitFor()
    await sound(page)
  })
  await fact('[PLAT-03] a person logs in and arrives where they wanted to go', async () => {
    const { password } = await demoLogin(house, 'sales')
    await page.getByLabel('비밀번호', { exact: true }).fill(password)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: '주문', level: 1 }).waitFor()
  })
})
