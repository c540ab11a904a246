import type { Db } from '../../../kernel/server/connection.ts'
import type { ListQuery } from '../../../kernel/server/http/list-query.ts'
import { chosungGramsOf, gramsOf, isChosungQuery, searchForm } from '../../../kernel/shared/hangul.ts'
import { withoutLegalForm } from '../shared/legal-form.ts'

/** Beyond this many hits a word is so common that walking the list in its order is quicker than collecting them. */
const fewHits = 300

/**
 * Ids of the parties a person may mean by `q`, at most `limit`: part of a name in Korean or Latin letters (two
 * syllables suffice), initials (ㅎㅇㅅㅅ), the digits of a phone or business number, a number like C-000123, the
 * beginning of an e-mail address. Merged records come along with their survivor, so that what still refers to them is
 * found too. As many as `limit` means there may be more: the word selects nothing, walk instead.
 */
export async function partyMatching(db: Db, companyId: string, q: string, limit: number): Promise<string[]> {
  const way = wayOf(q)
  if (!way) return []
  // Unnamed, so that each word is planned for what it is: a prepared `like` could use no index.
  const rows = await db.rows<{ id: string }>(
    '',
    `with hit as (${hitsSql[way.name]} limit $2)
     select id from parties.party where root_id in (select root_id from hit) limit $2`,
    [companyId, limit, ...way.values],
  )
  return rows.map(({ id }) => id)
}

/** `?q=` of the party list: the few hits by id; for a common word the list is walked in its own order. */
export async function searchParties(
  db: Db,
  { parts }: ListQuery,
  q: string,
  principal: { companyId: string },
): Promise<void> {
  const ids = await partyMatching(db, principal.companyId, q, fewHits)
  if (ids.length < fewHits) {
    parts.where(`id = any(${parts.value(ids)}::uuid[])`)
    return
  }
  const column = isChosungQuery(q) ? 'chosung' : 'search_text'
  parts.where(`${column} like ${parts.value(`%${escaped(bareForm(q))}%`)}`)
}

type WayName = 'grams' | 'initials' | 'prefix' | 'initial' | 'digits' | 'email' | 'number'

interface Way {
  name: WayName
  values: unknown[]
}

function wayOf(q: string): Way | undefined {
  const text = q.normalize('NFC').trim()
  if (text === '' || text.includes('\0')) return undefined
  const number = /^c-?(\d{1,12})$/i.exec(text)?.[1]
  if (number) return { name: 'number', values: [`C-${number.padStart(6, '0')}`, `C-${number}%`] }
  if (text.includes('@')) return { name: 'email', values: [`${escaped(text.toLowerCase())}%`] }
  const form = bareForm(text)
  const digits = /^[\d\s().+-]+$/.test(text) ? text.replace(/\D/g, '') : ''
  if (digits.length >= 4) {
    return {
      name: 'digits',
      values: [`${reversed(digits.replace(/^0/, ''))}%`, `${digits}%`, gramsOf(digits), `%${digits}%`],
    }
  }
  const long = [...form].length >= 2
  if (isChosungQuery(text)) {
    const grams = chosungGramsOf(form)
    return long && grams.length > 0
      ? { name: 'initials', values: [grams, `%${escaped(form)}%`] }
      : { name: 'initial', values: [`${escaped(form)}%`] }
  }
  return long
    ? { name: 'grams', values: [gramsOf(form), `%${escaped(form)}%`] }
    : { name: 'prefix', values: [`${escaped(form)}%`] }
}

/** Pairs narrow by the index, the whole text decides: pairs alone would let 가나가 answer for 나가나. */
const hitsSql: Record<WayName, string> = {
  grams: `
    select root_id from parties.party
    where company_id = $1 and grams @> $3::text[] and search_text like $4`,
  initials: `
    select root_id from parties.party
    where company_id = $1 and grams @> $3::text[] and chosung like $4`,
  prefix: `
    select root_id from parties.party
    where company_id = $1 and search_text like $3`,
  initial: `
    select root_id from parties.party
    where company_id = $1 and chosung like $3`,
  email: `
    select p.root_id
    from parties.contact_point c join parties.party p on p.id = c.party_id
    where c.company_id = $1 and c.kind = 'email' and c.normalised like $3`,
  number: `
    select root_id from parties.party
    where company_id = $1 and (number = $3 or number like $4)`,
  digits: `
    (select p.root_id
     from parties.contact_point c join parties.party p on p.id = c.party_id
     where c.company_id = $1 and c.kind = 'phone' and reverse(c.normalised) like $3 limit $2)
    union all
    (select root_id from parties.party where company_id = $1 and business_number like $4 limit $2)
    union all
    (select root_id from parties.party
     where company_id = $1 and grams @> $5::text[] and search_text like $6 limit $2)`,
}

function bareForm(q: string): string {
  return searchForm(withoutLegalForm(q)).replaceAll('|', '')
}

function escaped(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&')
}

function reversed(text: string): string {
  return [...text].reverse().join('')
}
