import { chosungGramsOf, chosungOf, gramsOf, searchForm } from '../../../kernel/shared/hangul.ts'
import { withoutLegalForm } from './legal-form.ts'

export interface SearchKeys {
  searchText: string
  chosung: string
  grams: string[]
}

/** What a party is found by: its names without blanks and legal forms, and the pairs of their letters and initials. */
export function searchKeys({
  name,
  nameEn,
}: {
  name: string
  nameEn?: string | null | undefined
}): SearchKeys {
  const bare = withoutLegalForm(name)
  const bareEn = nameEn ? withoutLegalForm(nameEn) : ''
  return {
    searchText: `${searchForm(bare)}|${searchForm(bareEn)}`,
    chosung: chosungOf(searchForm(bare)),
    grams: [...new Set([...gramsOf(bare), ...gramsOf(bareEn), ...chosungGramsOf(bare)])],
  }
}
