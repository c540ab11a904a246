import * as officialYears from '@hyunbinseo/holidays-kr/all'
import { describe, expect, it } from 'vitest'
import { forecastSeries } from './forecast-series.ts'
import { koreanHolidayEffects, koreanHolidays } from './korean-holidays.ts'

/** Decreed for one year alone. */
const decreed = /임시공휴일|선거/

describe('holidays of Korea by rule [TMS-13]', () => {
  it('2018 to 2027: the official list to the day, but for what was decreed for one year', () => {
    const official = Object.values(officialYears)
      .flatMap((year) =>
        Object.entries(year).flatMap(([date, names]) =>
          (names as readonly string[]).map((name) => ({ date, name })),
        ),
      )
      .filter(({ name }) => !decreed.test(name))
    const days = (list: readonly { date: string }[]) => [...new Set(list.map(({ date }) => date))].sort()
    const computed = koreanHolidays({ from: 2018, to: 2027 })
    expect(days(computed)).toEqual(days(official))
    const named = (list: readonly { date: string; name: string }[]) =>
      list
        .filter(({ name }) => !name.startsWith('대체공휴일'))
        .map(({ date, name }) => `${date} ${name}`)
        .sort()
    expect(named(computed)).toEqual(named(official))
  })
  it.each([
    // The new moon falls after midnight in Korea and before it in China: 설날 is a day later.
    [2028, '설날', '2028-01-27'],
    [2028, '추석', '2028-10-03'],
    [2029, '설날', '2029-02-13'],
    [2029, '추석', '2029-09-22'],
    [2030, '설날', '2030-02-03'],
    [2030, '추석', '2030-09-12'],
    // The year of the leap eleventh month.
    [2034, '설날', '2034-02-19'],
    [2050, '설날', '2050-01-23'],
  ])('%d: %s is %s', (year, name, date) => {
    expect(koreanHolidays({ from: year, to: year }).find((one) => one.name === name)?.date).toBe(date)
  })
  it('substitutes by rule: 추석 on 개천절, a 설날 on Sunday, none for 현충일, and none before a rule was made', () => {
    const of = (year: number) =>
      koreanHolidays({ from: year, to: year }).filter(({ name }) => name.startsWith('대체공휴일'))
    // 2017: 추석 전날 on 개천절. 2028: 추석 itself on 개천절; 노동절 is a Monday.
    expect(of(2017).map(({ date }) => date)).toEqual(['2017-01-30', '2017-10-06'])
    expect(of(2028).map(({ date }) => date)).toContain('2028-10-05')
    expect(of(2030).map(({ date }) => date)).toContain('2030-02-05')
    expect(of(2015).map(({ date }) => date)).toEqual(['2015-09-29'])
    for (const { name } of koreanHolidays({ from: 2014, to: 2100 })) expect(name).not.toContain('현충일)')
  })
  it('every year to 2100 has its feasts once, in their season, and substitutes fall on days of work', () => {
    for (let year = 2014; year <= 2100; year++) {
      const holidays = koreanHolidays({ from: year, to: year })
      const dates = holidays.map(({ date }) => date)
      const one = (name: string) =>
        holidays.filter((own) => own.name === name).map(({ date }) => date.slice(5))
      expect(one('설날')).toHaveLength(1)
      expect(one('설날')[0] as string).toMatch(/^(01-2[1-9]|01-3|02-[01]|02-2[01])/)
      expect(one('추석')[0] as string).toMatch(/^(09-|10-0)/)
      expect(one('부처님 오신 날')[0] as string).toMatch(/^(04-2[4-9]|04-30|05-)/)
      for (const { date, name } of holidays)
        if (name.startsWith('대체공휴일')) {
          expect(new Date(date).getUTCDay() % 6).not.toBe(0)
          expect(dates.filter((other) => other === date)).toHaveLength(1)
        }
    }
  })
  it('years no rule is known for are refused', () => {
    expect(() => koreanHolidays({ from: 2013, to: 2020 })).toThrow(/forecasting\.year_unknown/)
    expect(() => koreanHolidays({ from: 2030, to: 2029 })).toThrow(/forecasting\.year_unknown/)
  })
  it('a feast beyond the official list is foretold: what 설날 did for three years, it does in 2028', () => {
    const first = Date.parse('2024-06-01')
    const holidays = koreanHolidayEffects({ from: 2024, to: 2028 })
    const feast = new Set(holidays.find(({ name }) => name === '설날')?.dates.map((date) => Date.parse(date)))
    const at = (t: number) => first + t * 86_400_000
    const truth = (t: number) =>
      (100 + 10 * (t % 7)) * (feast.has(at(t)) ? 0.3 : feast.has(at(t + 2)) ? 1.8 : 1)
    const length = Math.round((Date.parse('2028-01-20') - first) / 86_400_000)
    const values = Float64Array.from({ length }, (_, t) => truth(t) + (t % 5))
    const { mean } = forecastSeries({
      values,
      seasonLengths: [7],
      horizon: 10,
      levels: [80],
      timeline: { period: 'day', start: '2024-06-01' },
      holidays,
    })
    const onFeast = Math.round((Date.parse('2028-01-27') - at(length)) / 86_400_000)
    expect(Math.abs((mean[onFeast] as number) / truth(length + onFeast) - 1)).toBeLessThan(0.2)
    expect(Math.abs((mean[onFeast - 2] as number) / truth(length + onFeast - 2) - 1)).toBeLessThan(0.2)
  })
})
