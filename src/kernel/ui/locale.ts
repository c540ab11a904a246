import i18next from 'i18next'

export type Locale = 'ko' | 'en'

/** The language of the screens now. */
export function locale(): Locale {
  return i18next.language === 'en' ? 'en' : 'ko'
}
