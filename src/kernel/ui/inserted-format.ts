import { josaFormat } from '../shared/josa.ts'
import type { Money } from './format.ts'
import { instantText, moneyText, numberText } from './format.ts'

/** Formats a value inserted into a sentence: `{{name, josa(을/를)}}`, `{{at, when}}`, `{{total, money}}`, `{{n, count}}`. */
export function formatInserted(value: unknown, format: string | undefined): string {
  const rule = format?.trim() ?? ''
  if (rule.startsWith('josa(')) return josaFormat(String(value), rule.slice('josa('.length, -1))
  if (rule === 'when') return instantText(String(value))
  if (rule === 'money') return moneyText(value as Money)
  if (rule === 'count') return numberText(value as number)
  return String(value)
}
