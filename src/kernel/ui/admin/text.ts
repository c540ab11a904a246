import { wordsOf } from '../text.ts'
import type ko from './words/ko.json'

/** Words of the administrator's screens, the person's own page and imports. */
export const useAdminWords = wordsOf<typeof ko>('admin')
