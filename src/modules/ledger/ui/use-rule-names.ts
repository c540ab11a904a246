import { useEndpoint } from '../../../kernel/ui/queries.ts'
import { useLocale } from '../../../kernel/ui/text.ts'
import type { PostingRule } from './ledger.api.ts'

const hourMs = 3_600_000

export function usePostingRules() {
  return useEndpoint<{ items: PostingRule[] }>('/api/v1/ledger/posting-rules', undefined, { everyMs: hourMs })
}

/** The words of a rule, and all of them as choices; a rule of another module keeps its code. */
export function useRuleNames(): ((rule: string) => string) & { options: { value: string; label: string }[] } {
  const locale = useLocale()
  const rules = usePostingRules().data?.items ?? []
  const names = new Map(rules.map((rule) => [rule.rule, rule.name[locale]]))
  const options = rules.map((rule) => ({ value: rule.rule, label: rule.name[locale] }))
  return Object.assign((rule: string) => names.get(rule) ?? rule, { options })
}
