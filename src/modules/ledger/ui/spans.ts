export interface Span {
  from: string
  to: string
}

export function monthOf(date: string): Span {
  return { from: `${date.slice(0, 7)}-01`, to: date }
}

export function sameLastYear(date: string): string {
  const year = Number(date.slice(0, 4)) - 1
  const day = date.endsWith('-02-29') ? '02-28' : date.slice(5)
  return `${year}-${day}`
}

/** The span of equal length that ends the day before. */
export function spanBefore({ from, to }: Span): Span {
  const days = Math.round((dayNumber(to) - dayNumber(from)) / dayMs)
  return { from: dateOf(dayNumber(from) - (days + 1) * dayMs), to: dateOf(dayNumber(from) - dayMs) }
}

const dayMs = 86_400_000

function dayNumber(date: string): number {
  return Date.parse(`${date}T00:00:00Z`)
}

function dateOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10)
}
