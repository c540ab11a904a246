import { chosungOf, fromQwerty, isChosungQuery, matchesLoosely, searchForm } from '../../../shared/hangul.ts'
import type { Db } from '../../connection.ts'
import type { SearchSource } from '../../module.ts'
import { logPersonalDataRead, mask, readPersonalData } from '../../personal-data.ts'
import { may, type Principal } from '../../principal.ts'
import { chosungWordGrams, codeForm, isCode, isNumber, strokesOf, wordGrams } from './search-keys.ts'

export interface SearchHit {
  entity: string
  id: string
  title: string
  subtitle: string
  path: string
}

interface Found {
  entity: string
  recordId: string
  title: string
  subtitle: string
  forms: string[]
  updatedAt: Date
}

/** A caller, the entities this caller may read, and whose units. */
interface Scope {
  companyId: string
  entities: string[]
  orgUnitIds: readonly string[] | null
}

const maxQueryLength = 100
/** So many are looked at before the best are chosen; a word in more records than this is too common to rank. */
const candidates = 200
const minStrokes = 3
const wordLimit = 20
const guessLimit = 5

/**
 * The records a person may read that best match what was typed: by number, then by letters or initials, then, while
 * hits are few, by keystrokes, which forgives half-typed syllables, the wrong keyboard layout and slips.
 */
export async function searchRecords(
  db: Db,
  sources: readonly SearchSource[],
  asked: { q: string; limit: number; principal: Principal; ip?: string | undefined },
): Promise<SearchHit[]> {
  const { principal, limit } = asked
  const readable = new Map(
    sources.filter((source) => may(principal, source.permission)).map((source) => [source.entity, source]),
  )
  const typed = asked.q.slice(0, maxQueryLength)
  const q = searchForm(typed)
  if (q === '' || readable.size === 0) return []
  const scope = {
    companyId: principal.companyId,
    entities: [...readable.keys()],
    orgUnitIds: principal.orgUnitIds,
  }
  const found = await find(db, scope, { typed, q, limit })
  const hits = ranked(found, q).slice(0, limit)
  await logClearReads(db, readable, hits, asked)
  return hits.map((hit) => shown(hit, readable.get(hit.entity) as SearchSource, principal))
}

async function find(
  db: Db,
  scope: Scope,
  { typed, q, limit }: { typed: string; q: string; limit: number },
): Promise<Map<string, Found>> {
  const found = new Map<string, Found>()
  const add = (rows: readonly Found[]) => {
    for (const row of rows) {
      const key = `${row.entity}:${row.recordId}`
      if (!found.has(key)) found.set(key, row)
    }
  }
  if (isCode(q)) {
    add(await byKey(db, scope, codeForm(q)))
    if (found.size > 0) return found
  }
  const words = typed
    .split(/\s+/)
    .map(searchForm)
    .filter((word) => word !== '')
  if (isChosungQuery(q)) add(await byInitials(db, scope, q))
  else if (/[ㄱ-ㅎ]/.test(q))
    add((await byInitials(db, scope, chosungOf(q))).filter((row) => loosely(row, q)))
  else add(await byLetters(db, scope, words))
  if (found.size >= Math.min(limit, 3)) return found
  const strokes = strokesOf(q)
  if (strokes.length < minStrokes) return found
  add(await byStrokes(db, scope, strokes))
  const korean = searchForm(fromQwerty(typed))
  if (found.size === 0 && isChosungQuery(korean)) add(await byInitials(db, scope, korean))
  if (found.size === 0 && strokes.length > minStrokes && !isCode(q)) add(await byLikeness(db, scope, strokes))
  return found
}

const columns = 'd.entity, d.record_id, d.title, d.subtitle, d.forms, d.updated_at'
const inScope = `d.company_id = $1 and d.entity = any($2) and ($3::uuid[] is null or d.org_unit_id is null or d.org_unit_id = any($3))`

function scopeValues({ companyId, entities, orgUnitIds }: Scope): unknown[] {
  return [companyId, entities, orgUnitIds]
}

function byKey(db: Db, scope: Scope, key: string): Promise<Found[]> {
  return db.rows(
    'kernel.search_by_key',
    `with hit as materialized (
       select entity, record_id from kernel.search_key
       where company_id = $1 and key >= $4 and key < $5 and entity = any($2)
       order by key limit ${candidates}
     )
     select ${columns} from hit join kernel.search_document d using (entity, record_id) where ${inScope}`,
    [...scopeValues(scope), key, `${key}\uffff`],
  )
}

function byLetters(db: Db, scope: Scope, words: readonly string[]): Promise<Found[]> {
  return byGrams(db, scope, { grams: gramsToFind(words), patterns: words.map(patternOf) })
}

/** Numbers among words only narrow what the words have found: the index holds no pairs of their digits. */
function gramsToFind(words: readonly string[]): string[] {
  const spelled = words.filter((word) => !isNumber(word))
  return (spelled.length > 0 ? spelled : words).flatMap(wordGrams)
}

function byInitials(db: Db, scope: Scope, initials: string): Promise<Found[]> {
  return byGrams(db, scope, { grams: chosungWordGrams(initials), initials: `%${escaped(initials)}%` })
}

async function byGrams(
  db: Db,
  scope: Scope,
  { grams, patterns, initials }: { grams: string[]; patterns?: string[]; initials?: string },
): Promise<Found[]> {
  // Every document holds no grams at all; a query must have some.
  if (grams.length === 0) return []
  return db.rows(
    'kernel.search_by_grams',
    `select ${columns} from kernel.search_by_grams($1, $2, $3, $4, $5, $6, ${candidates}) d`,
    [...scopeValues(scope), grams, patterns ?? null, initials ?? null],
  )
}

/** By the keys typed, wherever they stand: half a syllable, or the other keyboard layout. */
async function byStrokes(db: Db, scope: Scope, strokes: string): Promise<Found[]> {
  const words = await db.rows<{ form: string }>(
    'kernel.words_by_strokes',
    `select form from kernel.words_by_strokes($1, $2, ${wordLimit}) as form`,
    [scope.companyId, `%${escaped(strokes)}%`],
  )
  return byForms(
    db,
    scope,
    words.map(({ form }) => form),
  )
}

/** By texts typed almost so: pg_trgm's own threshold, 0.6 of the query's trigrams of keystrokes in one stretch. */
async function byLikeness(db: Db, scope: Scope, strokes: string): Promise<Found[]> {
  const words = await db.rows<{ form: string }>(
    'kernel.words_like_strokes',
    `select form from kernel.words_like_strokes($1, $2, ${guessLimit}) as form`,
    [scope.companyId, strokes],
  )
  const forms = words.map(({ form }) => form)
  const likeness = (row: Found) => forms.findIndex((form) => row.forms.includes(form))
  return (await byForms(db, scope, forms)).sort((a, b) => likeness(a) - likeness(b))
}

async function byForms(db: Db, scope: Scope, forms: readonly string[]): Promise<Found[]> {
  if (forms.length === 0) return []
  return db.rows(
    'kernel.search_by_forms',
    `select ${columns} from kernel.search_by_forms($1, $2, $3, $4, ${candidates}) d`,
    [...scopeValues(scope), forms],
  )
}

/** One character means the beginning of a text, as its gram does. */
function patternOf(word: string): string {
  return [...word].length === 1 ? `${escaped(word)}%` : `%${escaped(word)}%`
}

function escaped(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&')
}

function loosely(row: Found, q: string): boolean {
  return row.forms.some((form) => matchesLoosely(form, q))
}

/** Whole texts before beginnings before the rest, the newer before the older; guesses last, the likest first. */
function ranked(found: ReadonlyMap<string, Found>, q: string): Found[] {
  const guess = 3
  const rank = ({ forms }: Found) => {
    if (forms.includes(q)) return 0
    if (forms.some((form) => form.startsWith(q))) return 1
    return forms.some((form) => form.includes(q)) ? 2 : guess
  }
  return [...found.values()]
    .map((row, order) => ({ row, order, rank: rank(row) }))
    .sort((a, b) => {
      const newer = a.rank === guess ? 0 : Number(b.row.updatedAt) - Number(a.row.updatedAt)
      return a.rank - b.rank || newer || a.order - b.order
    })
    .map(({ row }) => row)
}

function shown(hit: Found, source: SearchSource, principal: Principal): SearchHit {
  const clear = may(principal, readPersonalData)
  const veil = (kind: string | undefined, value: string) => (clear || !kind ? value : mask(kind, value))
  return {
    entity: hit.entity,
    id: hit.recordId,
    title: veil(source.personal?.title, hit.title),
    subtitle: veil(source.personal?.subtitle, hit.subtitle),
    path: source.path.replace(':id', hit.recordId),
  }
}

async function logClearReads(
  db: Db,
  sources: ReadonlyMap<string, SearchSource>,
  hits: readonly Found[],
  { principal, ip }: { principal: Principal; ip?: string | undefined },
): Promise<void> {
  if (!may(principal, readPersonalData)) return
  for (const [entity, { personal }] of sources) {
    if (!personal) continue
    const recordIds = hits.filter((hit) => hit.entity === entity).map((hit) => hit.recordId)
    await logPersonalDataRead(db, {
      principal,
      entity,
      recordIds,
      fields: Object.keys(personal),
      purpose: 'search',
      ip,
    })
  }
}
