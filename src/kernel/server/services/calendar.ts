import { getHolidayPreset } from '@hyunbinseo/holidays-kr'
import type { BusinessDate } from '../../shared/calendar.ts'
import { DomainError, notFound } from '../../shared/errors.ts'
import { newId } from '../../shared/ids.ts'
import { audit } from '../audit.ts'
import type { Db } from '../connection.ts'
import type { Tx } from '../transaction.ts'

/** A day on which the company does not work, besides Saturdays and Sundays. */
export interface Holiday {
  /** Of a company closure; public holidays come with the product and cannot be removed. */
  id: string | null
  day: BusinessDate
  name: string
  nameEn: string
  kind: 'public' | 'company'
}

/** Years whose public holidays the government has published (월력요항, 우주항공청). */
export const firstHolidayYear = 2018
export const lastHolidayYear = 2027

const englishNames: Readonly<Record<string, string>> = {
  '1월 1일': 'New Year’s Day',
  '설날 전날': 'Lunar New Year’s Eve',
  설날: 'Lunar New Year’s Day',
  '설날 다음 날': 'Day after Lunar New Year',
  '3ㆍ1절': 'Independence Movement Day',
  노동절: 'Labour Day',
  어린이날: 'Children’s Day',
  '부처님 오신 날': 'Buddha’s Birthday',
  현충일: 'Memorial Day',
  제헌절: 'Constitution Day',
  광복절: 'Liberation Day',
  '추석 전날': 'Chuseok Eve',
  추석: 'Chuseok',
  '추석 다음 날': 'Day after Chuseok',
  개천절: 'National Foundation Day',
  한글날: 'Hangul Day',
  기독탄신일: 'Christmas Day',
  임시공휴일: 'Special public holiday',
  대통령선거: 'Presidential election',
  전국동시지방선거: 'Local elections',
  '제21대 국회의원선거': 'General election',
  제22대국회의원선거: 'General election',
}

/** Public holidays of Korea and the company's closures in a year, by day. Refuses with `calendar.unknown-year`. */
export async function holidays(db: Db, companyId: string, year: number): Promise<Holiday[]> {
  const closures = await db.rows<{ id: string; day: string; name: string; nameEn: string }>(
    'kernel.holidays_of',
    'select id, day, name, name_en from kernel.holiday where company_id = $1 and day between $2 and $3 order by day',
    [companyId, `${year}-01-01`, `${year}-12-31`],
  )
  const days = [
    ...(await publicHolidays(year)),
    ...closures.map((closure) => ({ ...closure, kind: 'company' as const })),
  ]
  return days.sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0))
}

/** The days from `from` to `to` on which the company rests, for `isBusinessDay` and its kin. */
export async function holidaySet(
  db: Db,
  companyId: string,
  { from, to }: { from: BusinessDate; to: BusinessDate },
): Promise<ReadonlySet<BusinessDate>> {
  const days = new Set<BusinessDate>()
  for (let year = Number(from.slice(0, 4)); year <= Number(to.slice(0, 4)); year++) {
    for (const { day } of await holidays(db, companyId, year)) if (day >= from && day <= to) days.add(day)
  }
  return days
}

export async function publicHolidays(year: number): Promise<Holiday[]> {
  if (year < firstHolidayYear || year > lastHolidayYear) {
    throw new DomainError('calendar.unknown-year', { year, first: firstHolidayYear, last: lastHolidayYear })
  }
  const preset = await getHolidayPreset(String(year) as Parameters<typeof getHolidayPreset>[0])
  return Object.entries(preset).map(([day, names]) => ({
    id: null,
    day,
    name: names.join(' / '),
    nameEn: names.map(inEnglish).join(' / '),
    kind: 'public',
  }))
}

export async function addClosure(
  tx: Tx,
  closure: { day: BusinessDate; name: string; nameEn: string },
): Promise<Holiday> {
  const id = newId()
  await tx.exec(
    'kernel.add_closure',
    'insert into kernel.holiday (id, company_id, day, name, name_en, created_at) values ($1, $2, $3, $4, $5, $6)',
    [id, tx.principal.companyId, closure.day, closure.name, closure.nameEn, tx.now],
  )
  audit(tx, { action: 'holiday.add', entity: 'holiday', id, after: closure })
  return { id, ...closure, kind: 'company' }
}

export async function removeClosure(tx: Tx, id: string): Promise<void> {
  const row = await tx.row<{ day: string; name: string }>(
    'kernel.remove_closure',
    'delete from kernel.holiday where id = $1 and company_id = $2 returning day, name',
    [id, tx.principal.companyId],
  )
  if (!row) throw notFound('holiday', id)
  audit(tx, { action: 'holiday.remove', entity: 'holiday', id, before: row })
}

/** 대체공휴일(추석) → Substitute holiday (Chuseok). */
function inEnglish(name: string): string {
  const inner = /^(대체공휴일|임시공휴일)\((.+)\)$/.exec(name)
  if (!inner) return englishNames[name] ?? name
  const kind = inner[1] === '대체공휴일' ? 'Substitute holiday' : 'Special public holiday'
  return `${kind} (${englishNames[inner[2] ?? ''] ?? inner[2]})`
}
