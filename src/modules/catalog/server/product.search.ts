import { heldRoles } from '../../../kernel/server/access/role.store.ts'
import type { Db } from '../../../kernel/server/connection.ts'
import type { ListQuery } from '../../../kernel/server/http/list-query.ts'
import { may, type Principal } from '../../../kernel/server/principal.ts'
import {
  chosungGramsOf,
  chosungOf,
  fromQwerty,
  gramsOf,
  isChosungQuery,
  searchForm,
} from '../../../kernel/shared/hangul.ts'
import { strokesOf } from './search-keys.ts'

const hitLimit = 1000
const slipCandidates = 100
/** Word similarity of keystrokes (pg_trgm) from which a product is looked at closely; the close look decides. */
const slipThreshold = 0.3
const strokesPerSlip = 5

interface Candidate {
  id: string
  searchText: string
}

/**
 * Ids of the products a person may mean: by part of a code, name, SKU or barcode; by initials ('ㅁㅅㅇㅇㅍ'); typed on the
 * wrong keyboard layout; and, when nothing of this is found, with slips in a word.
 */
export async function productIdsMatching(db: Db, companyId: string, typed: string): Promise<string[]> {
  const q = searchForm(typed)
  if (q === '') return []
  const plain = await idsContaining(db, companyId, q)
  if (plain.length > 0) return plain
  const switched = searchForm(fromQwerty(typed))
  if (/[a-z]/.test(q) && switched !== q) {
    const typedBlind = await idsContaining(db, companyId, switched)
    if (typedBlind.length > 0) return typedBlind
  }
  return idsWithSlips(db, companyId, typed)
}

async function idsContaining(db: Db, companyId: string, q: string): Promise<string[]> {
  const initials = isChosungQuery(q)
  const single = [...q].length === 1
  const grams = initials ? chosungGramsOf(q) : gramsOf(q)
  // Initials have no plain form to compare with: the few that hold all their grams are read and looked at.
  const rows = await db.rows<Candidate>(
    initials || single ? 'catalog.products_by_scan' : 'catalog.products_by_grams',
    initials || single
      ? `select id, search_text from catalog.product
         where company_id = $1 and ($2::text[] = '{}' or search_grams @> $2) and ($3 = '' or search_text like $3)
         limit ${hitLimit}`
      : `select id, search_text from catalog.product
         where company_id = $1 and search_grams @> $2 and search_text like $3
         limit ${hitLimit}`,
    [companyId, single ? [] : grams, initials ? '' : `%${q.replace(/[\\%_]/g, '\\$&')}%`],
  )
  if (!initials) return rows.map((row) => row.id)
  return rows.filter((row) => chosungOf(row.searchText).includes(q)).map((row) => row.id)
}

async function idsWithSlips(db: Db, companyId: string, typed: string): Promise<string[]> {
  const strokes = strokesOf(typed)
  if (strokes.length < strokesPerSlip) return []
  const rows = await db.rows<Candidate>(
    'catalog.products_by_strokes',
    `select id, search_text from (
       select id, search_text, word_similarity($2, search_strokes) as nearness
       from catalog.product where company_id = $1
     ) near
     where nearness >= $3
     order by nearness desc
     limit ${slipCandidates}`,
    [companyId, strokes, slipThreshold],
  )
  return rows.filter((row) => soundsLike(row.searchText, strokes)).map((row) => row.id)
}

/** A stretch of one of the product's texts is typed by the same keys but for one slip in five. */
function soundsLike(searchText: string, strokes: string): boolean {
  const slips = Math.floor(strokes.length / strokesPerSlip)
  return searchText.split('\n').some((text) => nearestStretch(strokesOf(text), strokes) <= slips)
}

/** The least number of keys to change, drop or add so that `wanted` stands somewhere in `text` (Sellers, 1980). */
function nearestStretch(text: string, wanted: string): number {
  let previous = new Array<number>(text.length + 1).fill(0)
  for (let row = 1; row <= wanted.length; row++) {
    const current = [row]
    for (let column = 1; column <= text.length; column++) {
      const same = wanted[row - 1] === text[column - 1] ? 0 : 1
      const swapped = (previous[column - 1] ?? row) + same
      current.push(Math.min(swapped, (previous[column] ?? row) + 1, (current[column - 1] ?? row) + 1))
    }
    previous = current
  }
  return Math.min(...previous)
}

/** `?q=` of the lists of products and of variants. */
export function searchProducts(column: 'id' | 'product_id') {
  return async (db: Db, list: ListQuery, q: string, principal: Principal): Promise<void> => {
    const ids = await productIdsMatching(db, principal.companyId, q)
    list.parts.where(`${column} = any(${list.parts.value(ids)}::uuid[])`)
  }
}

/** Roles a caller sees products as; undefined for who keeps the catalog and sees everything. */
export async function viewingRoles(db: Db, principal: Principal): Promise<string[] | undefined> {
  if (may(principal, 'product.change')) return undefined
  if (principal.kind === 'customer' || principal.kind === 'anonymous') return ['customer']
  const { roles } = await heldRoles(db, principal.userId ?? principal.id, principal.companyId)
  return roles
}

/** Lists show only products meant for one of the caller's roles. */
export async function narrowToRoles(db: Db, list: ListQuery, principal: Principal): Promise<void> {
  const roles = await viewingRoles(db, principal)
  if (roles === undefined) return
  list.parts.where(`(visible_roles is null or visible_roles && ${list.parts.value(roles)}::text[])`)
}
