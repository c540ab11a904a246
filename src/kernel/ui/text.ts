import i18next from 'i18next'
import { use, useCallback, useSyncExternalStore } from 'react'
import type { Words } from './define-ui.ts'
import { moduleUi } from './define-ui.ts'
import { formatInserted } from './inserted-format.ts'
import { type Locale, locale } from './locale.ts'
import kernelKo from './words/ko.json'

export { type Locale, locale } from './locale.ts'

type Values = Record<string, unknown>

/** Every key of a catalogue, nested ones joined by dots; plural endings belong to their stem. */
export type WordKey<Catalogue> = StripPlural<PathsOf<Catalogue>>
type PathsOf<Node> = {
  [Key in keyof Node & string]: Node[Key] extends string ? Key : `${Key}.${PathsOf<Node[Key]>}`
}[keyof Node & string]
type StripPlural<Key extends string> = Key extends `${infer Stem}_one` | `${infer Stem}_other` ? Stem : Key

export interface Translate<Key extends string> {
  (key: Key, values?: Values): string
  /** For a key made at run time; an unknown one comes back as its last part. */
  loose: (key: string, values?: Values) => string
}

export type KernelKey = WordKey<typeof kernelKo>

const localeKey = 'wh.locale'
const loading = new Map<string, Promise<void>>()
const listeners = new Set<() => void>()
let version = 0

export async function startWords(): Promise<void> {
  const locale = storedLocale()
  await i18next.use({ type: 'formatter', init() {}, add() {}, addCached() {}, format: formatInserted }).init({
    lng: locale,
    fallbackLng: 'ko',
    ns: ['kernel'],
    defaultNS: 'kernel',
    keySeparator: false,
    nsSeparator: false,
    interpolation: { escapeValue: false },
    resources: { ko: { kernel: flatten(kernelKo) } },
    showSupportNotice: false,
  } as Parameters<typeof i18next.init>[0])
  document.documentElement.lang = locale
  if (locale !== 'ko') await loadWords('kernel', locale)
}

/** Typed words of one module: `const useT = wordsOf<typeof ko>('orders')`, then `const t = useT()`. */
export function wordsOf<Catalogue>(module: string): () => Translate<WordKey<Catalogue>> {
  // biome-ignore lint/correctness/noComponentHookFactories: called once per module, at the top of its text.ts.
  return function useModuleWords() {
    const locale = useLocale()
    const missing = missingWords(module, locale)
    if (missing) use(missing)
    return useTranslate<WordKey<Catalogue>>(module, locale)
  }
}

/** The floor's own words: save, cancel, search … */
export const useWords: () => Translate<KernelKey> = wordsOf<typeof kernelKo>('kernel')

export function useLocale(): Locale {
  useSyncExternalStore(subscribe, () => version)
  return locale()
}

export function say(words: Words): string {
  return words[locale()]
}

export async function changeLocale(next: Locale): Promise<void> {
  const modules = Object.keys(i18next.store.data[locale()] ?? {})
  await Promise.all(modules.map((module) => loadWords(module, next)))
  localStorage.setItem(localeKey, next)
  await i18next.changeLanguage(next)
  document.documentElement.lang = next
  changed()
}

/** Loads a module's catalogue once per language. */
export function loadWords(module: string, language: Locale): Promise<void> {
  const key = `${language}/${module}`
  const known = loading.get(key)
  if (known) return known
  const job = fetchWords(module, language).then((catalogue) => {
    i18next.addResourceBundle(language, module, flatten(catalogue))
  })
  loading.set(key, job)
  // React reads a promise with this mark at once instead of stopping for it.
  void job.then(
    () => Object.assign(job, { status: 'fulfilled', value: undefined }),
    () => loading.delete(key),
  )
  return job
}

/** Words outside React, from the kernel's catalogue. */
export function word(key: KernelKey, values?: Values): string {
  return i18next.t(key, { ...values, ns: 'kernel' })
}

/** Says a refusal's code in words. Knows the errors of every module, because refusals cross module walls. */
export function useErrorText(): (code: string, values?: Values) => string {
  const language = useLocale()
  useTexts(language)
  return errorText
}

export function errorText(code: string, values?: Values): string {
  if (!i18next.exists(code, { ns: 'errors' })) return word('problem.code', { code })
  return i18next.t(code, { ...values, ns: 'errors' })
}

let errorTextLoader: (language: Locale) => Promise<{ default: object }> = async () => ({ default: {} })

/** The composition tells where the error texts of all modules lie. */
export function registerErrorTexts(load: (language: Locale) => Promise<{ default: object }>): void {
  errorTextLoader = load
}

function useTexts(language: Locale): void {
  if (!i18next.hasResourceBundle(language, 'errors')) void loadWords('errors', language).then(changed)
}

async function fetchWords(module: string, language: Locale): Promise<object> {
  if (module === 'errors') return (await errorTextLoader(language)).default
  if (module === 'kernel') return language === 'ko' ? kernelKo : (await import('./words/en.json')).default
  const source = moduleUi(module)
  if (!source) throw new Error(`No module ${module} is registered, so its words cannot be loaded`)
  return (await source.words[language]()).default
}

/**
 * What a render waits for. Once it has waited it is told the same promise again, for React wants `use` called in the
 * render that goes on as in the one that stopped.
 */
function missingWords(module: string, language: Locale): Promise<void> | undefined {
  const asked = loading.get(`${language}/${module}`)
  if (asked) return asked
  return i18next.hasResourceBundle(language, module) ? undefined : loadWords(module, language)
}

function useTranslate<Key extends string>(module: string, language: Locale): Translate<Key> {
  const translate = useCallback(
    (key: string, values?: Values) => i18next.t(key, { ...values, ns: module, lng: language }),
    [module, language],
  )
  return Object.assign(translate, {
    loose: (key: string, values?: Values) =>
      i18next.exists(key, { ns: module, lng: language })
        ? translate(key, values)
        : (key.split('.').at(-1) ?? key),
  }) as Translate<Key>
}

function flatten(catalogue: object, path = ''): Record<string, string> {
  const flat: Record<string, string> = {}
  for (const [key, value] of Object.entries(catalogue)) {
    const full = path ? `${path}.${key}` : key
    if (typeof value === 'string') flat[full] = value
    else Object.assign(flat, flatten(value as object, full))
  }
  return flat
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

function changed(): void {
  version += 1
  for (const listener of listeners) listener()
}

function storedLocale(): Locale {
  return localStorage.getItem(localeKey) === 'en' ? 'en' : 'ko'
}
