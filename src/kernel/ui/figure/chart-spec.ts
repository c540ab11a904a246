import { compactText, digitsOf, numberText } from '../format.ts'
import type { Tone } from '../values.tsx'

export interface ChartSeries {
  name: string
  /** `null` draws a gap. Money in minor units. */
  values: readonly (number | null)[]
  tone?: Tone
}

export interface ChartProps {
  kind: 'bar' | 'line'
  /** The one message of the chart, as a sentence where possible. */
  title: string
  categories: readonly string[]
  series: readonly ChartSeries[]
  unit?: 'money' | 'count' | 'percent' | 'hours'
  currency?: string
  stacked?: boolean
  height?: number
  /** The records behind a category. */
  path?: (index: number) => string
}

/** Short enough for an axis: 1.2억. */
export function axisText(value: number, unit: ChartProps['unit'], currency: string): string {
  if (unit === 'percent') return numberText(value, { percent: true })
  return compactText(unit === 'money' ? value / 10 ** digitsOf(currency) : value)
}
