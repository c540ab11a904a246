import { chosungOf } from '../src/kernel/shared/hangul.ts'
import { phone } from './browser.ts'
import { journey } from './journey.ts'
import { arrived, holds, inFocus, same, textOf } from './moves.ts'
import { sound } from './screen.ts'

export default journey('what every day is made of', async ({ as, fact }) => {
  const clerk = await as('sales')
  await fact(
    '[PLAT-10] Ctrl K finds a record by number, a customer by initials, a page by name',
    async () => {
      await clerk.goto('/')
      await arrived(clerk, /안녕하세요/)
      await sound(clerk)
      await clerk.goto('/orders')
      await clerk.getByRole('row', { name: /SO-/ }).first().waitFor()
      const number = await textOf(clerk.getByRole('link', { name: /^SO-/ }).first())
      const answer = await clerk.request.get('/api/v1/parties/parties?filter[kind]=person&limit=1')
      const customer = ((await answer.json()) as { items: { name: string }[] }).items[0]?.name ?? ''
      const palette = clerk.getByRole('combobox', { name: '검색하거나 명령 실행' })
      await clerk.keyboard.press('Control+k')
      await inFocus(palette)
      await clerk.keyboard.type(number)
      await clerk
        .getByRole('option', { name: new RegExp(number) })
        .first()
        .waitFor()
      await sound(clerk)
      await clerk.keyboard.press('Enter')
      await arrived(clerk, number)
      await clerk.keyboard.press('Control+k')
      await inFocus(palette)
      await clerk.keyboard.type(chosungOf(customer))
      await clerk
        .getByRole('option', { name: new RegExp(customer) })
        .first()
        .waitFor()
      await palette.fill('ㅈㅎㅈㅁ')
      await clerk
        .getByRole('option', { name: /전화 주문/ })
        .first()
        .waitFor()
      await clerk.keyboard.press('Enter')
      await arrived(clerk, '전화 주문')
    },
  )

  await fact('[PLAT-10] a list is worked by keyboard and kept as a view of one’s own', async () => {
    await clerk.goto('/orders')
    await clerk.getByRole('row', { name: /SO-/ }).first().waitFor()
    await sound(clerk)
    await clerk.keyboard.press('/')
    await inFocus(clerk.getByRole('searchbox'))
    await clerk.keyboard.type('김')
    await clerk.getByRole('button', { name: '보기로 저장' }).click()
    await clerk.getByLabel('보기 이름').fill('김씨 주문')
    await clerk.keyboard.press('Enter')
    await clerk.keyboard.press('Control+Enter')
    await clerk
      .getByRole('navigation', { name: '보기' })
      .getByRole('button', { name: '김씨 주문', exact: true })
      .waitFor()
    await clerk.reload()
    await clerk
      .getByRole('navigation', { name: '보기' })
      .getByRole('button', { name: '김씨 주문', exact: true })
      .click()
    holds(new URL(clerk.url()).search.includes('q='), 'the view did not bring its search back')
  })

  await fact('[PLAT-10][PLAT-05] dark, and English, stay chosen', async () => {
    const menu = async () => clerk.getByRole('button', { name: /계정 메뉴|account/i }).click()
    await menu()
    await clerk.getByText('어둡게').click()
    same(await clerk.locator('html').getAttribute('data-mantine-color-scheme'), 'dark', 'the scheme')
    await menu()
    await clerk.getByText('English').click()
    await arrived(clerk, 'Orders')
    await clerk.reload()
    await arrived(clerk, 'Orders')
    same(await clerk.locator('html').getAttribute('lang'), 'en', 'the language of the page')
    same(
      await clerk.locator('html').getAttribute('data-mantine-color-scheme'),
      'dark',
      'the scheme after a reload',
    )
    await sound(clerk, ['dark'])
    await menu()
    await clerk.getByText('한국어').click()
    await arrived(clerk, '주문')
  })

  const walker = await as('sales', { view: phone })
  await fact('[PLAT-10] on a phone the thumb reaches home, menu, search, news and oneself', async () => {
    await walker.goto('/')
    const bar = walker.getByRole('navigation', { name: '빠른 메뉴' })
    await bar.getByRole('button', { name: '메뉴' }).click()
    await sound(walker)
    const menu = walker.getByRole('navigation', { name: '주 메뉴' })
    await menu.getByRole('button', { name: '경영 ERP' }).click()
    await arrived(walker, '주문')
    await sound(walker)
    const wide = (await walker.evaluate('document.documentElement.scrollWidth > innerWidth')) as boolean
    same(wide, false, 'the page scrolls sideways')
    await bar.getByRole('link', { name: /알림/ }).click()
    await arrived(walker, '알림')
    await bar.getByRole('link', { name: '내 정보' }).click()
    await walker.getByRole('heading', { level: 1 }).waitFor()
    await sound(walker)
  })
})
