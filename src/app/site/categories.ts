import type { Db } from '../../kernel/server/connection.ts'
import { type CategoryFacts, categories } from '../../modules/catalog/api.ts'

export type Category = CategoryFacts

const freshMs = 15_000

/** Categories that have something to show, themselves or below them, in the order the company gave them. */
export function categoryReader(db: Db): (companyId: string) => Promise<readonly Category[]> {
  const known = new Map<string, { at: number; tree: Promise<readonly Category[]> }>()
  return (companyId) => {
    const earlier = known.get(companyId)
    if (earlier && Date.now() - earlier.at < freshMs) return earlier.tree
    const tree = categories(db, companyId).then((all) =>
      all.filter((category) => withBelow(all, category.id).some((one) => one.products > 0)),
    )
    known.set(companyId, { at: Date.now(), tree })
    tree.catch(() => known.delete(companyId))
    return tree
  }
}

/** A category and everything below it. */
export function withBelow(all: readonly Category[], id: string): Category[] {
  const found = all.filter((category) => category.id === id)
  const seen = new Set(found.map((category) => category.id))
  for (const parent of found) {
    for (const child of all) {
      if (child.parentId === parent.id && !seen.has(child.id)) {
        seen.add(child.id)
        found.push(child)
      }
    }
  }
  return found
}

/** The way down to a category, the top first. */
export function pathTo(all: readonly Category[], category: Category): Category[] {
  const path = [category]
  for (let up = category.parentId; up !== null && path.length < 10; ) {
    const parent = all.find((candidate) => candidate.id === up)
    if (!parent) break
    path.unshift(parent)
    up = parent.parentId
  }
  return path
}
