import type { Holiday } from './calendar.ts'
import { ForecastingError } from './forecasting.errors.ts'

/** A public holiday of Korea, by rule. */
export interface KoreanHoliday {
  /** ISO date. */
  date: string
  name: string
}

/** Years for which the rules below are known to hold; the lunar calendar is computed for all of them. */
const firstYear = 2014
const lastYear = 2100
const dayMs = 86_400_000

/** What a holiday falls on for its substitute to be due: 관공서의 공휴일에 관한 규정 §3 and its changes. */
type Substitute = 'sunday' | 'weekend' | 'none'

interface Rule {
  name: string
  days(year: number): readonly string[]
  /** First day the rule holds. */
  since?: string
  substitute: Substitute
  substituteSince?: string
}

const solar = (monthDay: string) => (year: number) => [`${year}-${monthDay}`]

/** Before each other on one day: the first names it, and a meeting of two has one substitute. */
const rules: readonly Rule[] = [
  { name: '1월 1일', days: solar('01-01'), substitute: 'none' },
  { name: '설날', days: (year) => around(lunarDay(year, 1, 1)), substitute: 'sunday' },
  { name: '3ㆍ1절', days: solar('03-01'), substitute: 'weekend', substituteSince: '2021-08-04' },
  { name: '노동절', days: solar('05-01'), since: '2026-01-01', substitute: 'weekend' },
  { name: '어린이날', days: solar('05-05'), substitute: 'weekend' },
  {
    name: '부처님 오신 날',
    days: (year) => [lunarDay(year, 4, 8)],
    substitute: 'weekend',
    substituteSince: '2023-05-04',
  },
  { name: '현충일', days: solar('06-06'), substitute: 'none' },
  { name: '제헌절', days: solar('07-17'), since: '2026-01-01', substitute: 'weekend' },
  { name: '광복절', days: solar('08-15'), substitute: 'weekend', substituteSince: '2021-08-04' },
  { name: '추석', days: (year) => around(lunarDay(year, 8, 15)), substitute: 'sunday' },
  { name: '개천절', days: solar('10-03'), substitute: 'weekend', substituteSince: '2021-08-04' },
  { name: '한글날', days: solar('10-09'), substitute: 'weekend', substituteSince: '2021-08-04' },
  { name: '기독탄신일', days: solar('12-25'), substitute: 'weekend', substituteSince: '2023-05-04' },
]

/**
 * The public holidays of Korea of some years as the rules of today give them, past and coming: fixed days, 설날, 부처님 오신 날 and 추석 by the
 * lunar calendar, and substitutes (대체공휴일). What governments decree for a single year – elections, 임시공휴일 – no rule foretells.
 * Names as in the official list; a substitute is `대체공휴일(설날)`.
 * @throws ForecastingError `forecasting.year_unknown` outside 2014 … 2100; `forecasting.calendar_unknown` where the platform has no lunar
 *   calendar of Korea
 */
export function koreanHolidays({ from, to }: { from: number; to: number }): KoreanHoliday[] {
  const known = (year: number) => Number.isInteger(year) && year >= firstYear && year <= lastYear
  if (!known(from) || !known(to) || from > to)
    throw new ForecastingError('forecasting.year_unknown', { from, to, firstYear, lastYear })
  const holidays: KoreanHoliday[] = []
  for (let year = from; year <= to; year++) holidays.push(...holidaysOf(year))
  return holidays
}

/**
 * The same as columns for forecasts: each holiday with its dates; 설날 and 추석 as the feast with days of effect before and after it, so that
 * a forecast learns the shopping before and the quiet after; all substitutes together.
 * @throws as `koreanHolidays`
 */
export function koreanHolidayEffects(
  years: { from: number; to: number },
  { leadDays = 3, lagDays = 2 }: { leadDays?: number; lagDays?: number } = {},
): Holiday[] {
  const dates = new Map<string, string[]>()
  for (const { date, name } of koreanHolidays(years)) {
    if (/^(설날|추석) (전날|다음 날)$/.test(name)) continue
    const kind = name.startsWith('대체공휴일') ? '대체공휴일' : name
    dates.set(kind, [...(dates.get(kind) ?? []), date])
  }
  return [...dates].map(([name, own]): Holiday => {
    const feast = name === '설날' || name === '추석'
    return { name, dates: own, ...(feast ? { leadDays, lagDays } : {}) }
  })
}

function holidaysOf(year: number): KoreanHoliday[] {
  const days = rules.flatMap((rule) => {
    const own = rule.days(year).filter((date) => date >= (rule.since ?? ''))
    return own.map((date, index) => ({ date, rule, name: nameOf(rule, index, own.length) }))
  })
  const count = new Map<string, number>()
  for (const { date } of days) count.set(date, (count.get(date) ?? 0) + 1)
  const taken = new Set(count.keys())
  const holidays: KoreanHoliday[] = days.map(({ date, name }) => ({ date, name }))
  const substituted = new Set<string>()
  for (const { date, rule } of days.toSorted((one, other) => (one.date < other.date ? -1 : 1))) {
    if (rule.substitute === 'none' || date < (rule.substituteSince ?? '')) continue
    const weekday = new Date(date).getUTCDay()
    const onWeekend = weekday === 0 || (weekday === 6 && rule.substitute === 'weekend')
    if (substituted.has(date) || !(onWeekend || (count.get(date) ?? 0) > 1)) continue
    substituted.add(date)
    let next = date
    // The first day after it, and after the feast it belongs to, that is neither a weekend nor a holiday.
    while (taken.has(next) || new Date(next).getUTCDay() % 6 === 0) next = shifted(next, 1)
    taken.add(next)
    holidays.push({ date: next, name: `대체공휴일(${rule.name})` })
  }
  return holidays.sort((one, other) => (one.date < other.date ? -1 : one.date > other.date ? 1 : 0))
}

function nameOf({ name }: Rule, index: number, length: number): string {
  if (length === 1 || index === 1) return name
  return index === 0 ? `${name} 전날` : `${name} 다음 날`
}

function around(date: string): readonly string[] {
  return [shifted(date, -1), date, shifted(date, 1)]
}

function shifted(date: string, days: number): string {
  return new Date(Date.parse(date) + days * dayMs).toISOString().slice(0, 10)
}

const remembered = new Map<string, string>()
let lunarCalendar: Intl.DateTimeFormat | undefined

/**
 * The day of the solar year on which a lunar month (not a leap one) has its day, by the platform's calendar of Korea (단기, computed for the
 * meridian of Korea: 설날 of 2028 is a day later than in China).
 */
function lunarDay(year: number, month: number, day: number): string {
  const key = `${year} ${month} ${day}`
  const known = remembered.get(key)
  if (known !== undefined) return known
  lunarCalendar ??= new Intl.DateTimeFormat('en-u-ca-dangi', {
    month: 'numeric',
    day: 'numeric',
    timeZone: 'UTC',
  })
  if (lunarCalendar.resolvedOptions().calendar !== 'dangi')
    throw new ForecastingError('forecasting.calendar_unknown')
  // The first lunar month begins between 20 January and 21 February, and each further one about 29.5 days later, a leap month aside.
  const earliest = Date.UTC(year, 0, 19) + Math.floor((month - 1) * 29.5 + day - 2) * dayMs
  for (let ms = earliest; ms < earliest + 70 * dayMs; ms += dayMs)
    if (lunarCalendar.format(ms) === `${month}/${day}`) {
      const date = new Date(ms).toISOString().slice(0, 10)
      remembered.set(key, date)
      return date
    }
  throw new ForecastingError('forecasting.calendar_unknown', { year, month, day })
}
