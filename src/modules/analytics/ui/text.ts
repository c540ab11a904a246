import { wordsOf } from '../../../kernel/ui/text.ts'
import type ko from '../i18n/ko.json'

export const useT = wordsOf<typeof ko>('analytics')
