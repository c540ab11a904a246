import { readFile } from 'node:fs/promises'
import iconv from 'iconv-lite'
import { journey } from './journey.ts'
import { arrived, holds } from './moves.ts'
import { sound } from './screen.ts'

/** As an old Korean program writes it: CP949, one row with a business number whose check digit is wrong. */
const file = iconv.encode(
  [
    '외부 코드,구분,이름,사업자등록번호,전화번호,이메일,역할,우편번호,주소',
    'E2E-1,법인,가람물산,116-82-00276,02-555-0101,order@garam.example,고객,06236,서울특별시 강남구 테헤란로 152',
    'E2E-2,법인,나래상회,116-82-00277,02-555-0102,,고객,06236,서울특별시 강남구 테헤란로 154',
    'E2E-3,개인,똠방각하,,010-5550-0103,,고객,04799,서울특별시 성동구 연무장길 7',
  ].join('\r\n'),
  'cp949',
)

export default journey('customers come by file, and lists leave as files', async ({ as, fact }) => {
  const clerk = await as('sales')
  await fact('[PLAT-02][CRM-01] a CP949 file is mapped and checked before anything is written', async () => {
    await clerk.goto('/parties')
    await arrived(clerk, '거래처')
    await clerk
      .getByRole('link', { name: '가져오기' })
      .or(clerk.getByRole('button', { name: '가져오기' }))
      .click()
    await arrived(clerk, /가져오기/)
    await sound(clerk)
    await clerk
      .locator('input[type="file"]')
      .setInputFiles({ name: '거래처.csv', mimeType: 'text/csv', buffer: file })
    await clerk.getByText('2행을 가져올 수 있고, 1행은 고쳐야 합니다.').waitFor()
    await clerk.getByRole('row', { name: /E2E-3 개인 똠방각하/ }).waitFor()
    await sound(clerk)
  })

  await fact(
    '[PLAT-02] good rows are written, the bad one comes back as it was, with its reason',
    async () => {
      await clerk.getByRole('button', { name: '2행 가져오기' }).click()
      await clerk.getByRole('heading', { name: '가져오기를 마쳤습니다' }).waitFor({ timeout: 30_000 })
      await sound(clerk)
      const waiting = clerk.waitForEvent('download')
      await clerk.getByRole('link', { name: 'CSV' }).click()
      const refused = iconv.decode(await readFile(await (await waiting).path()), 'cp949')
      holds(refused.includes('나래상회') && !refused.includes('가람물산'), `the error file says:\n${refused}`)
      await clerk.goto('/parties')
      await clerk.getByRole('searchbox').fill('ㄸㅂㄱㅎ')
      await clerk.getByRole('row', { name: /똠방각하/ }).waitFor()
    },
  )

  await fact('[PLAT-02] a list is exported as it is shown', async () => {
    await clerk.goto('/orders?state=delivered')
    await clerk
      .getByRole('row', { name: /배송 완료/ })
      .first()
      .waitFor()
    await clerk.getByRole('button', { name: '내보내기' }).click()
    const waiting = clerk.waitForEvent('download')
    await clerk.getByText('보이는 그대로 엑셀로').click()
    const bytes = await readFile(await (await waiting).path())
    holds(bytes.subarray(0, 2).toString() === 'PK' && bytes.length > 2_000, 'no workbook came')
  })
})
