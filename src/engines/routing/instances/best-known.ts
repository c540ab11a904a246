/** Best published answer to an instance: the fewest vehicles and the least cost with them, and the least cost of all. */
export interface BestKnown {
  vehicles?: number
  /** With `vehicles` where there are, else free of them. */
  cost: number
  /** With any number of vehicles. */
  freeFleetCost?: number
}

/**
 * Best known values by name of the instance in lower case, from JSON – `{name: {hier: {vehicles, distance}, dist}}`,
 * `{name: {vehicles, distance}}`, `{name: {best_known_cost}}`, `{name: 27591}`, or a list of objects with a name – or
 * from CSV whose heading names the columns. What cannot be understood is left out: a bench then shows no gap.
 */
export function readBestKnown(text: string): Map<string, BestKnown> {
  const trimmed = text.trim()
  const entries = /^[[{]/.test(trimmed) ? jsonEntries(JSON.parse(trimmed)) : csvEntries(trimmed)
  const best = new Map<string, BestKnown>()
  for (const [name, value] of entries) {
    const known = bestOf(value)
    if (known) best.set(name.toLowerCase(), known)
  }
  return best
}

function jsonEntries(value: unknown): [string, unknown][] {
  if (Array.isArray(value))
    return value.flatMap((one): [string, unknown][] => {
      const name = isRecord(one) ? first(one, names) : undefined
      return typeof name === 'string' ? [[bare(name), one]] : []
    })
  return isRecord(value) ? Object.entries(value).map(([name, one]) => [bare(name), one]) : []
}

function csvEntries(text: string): [string, unknown][] {
  const [heading = '', ...lines] = text.split(/\r\n|\n|\r/)
  const cells = (line: string) => line.split(/[,;\t]/).map((cell) => cell.trim().replace(/^"|"$/g, ''))
  const keys = cells(heading).map((key) => key.toLowerCase())
  return lines.flatMap((line): [string, unknown][] => {
    const row = cells(line)
    const record = Object.fromEntries(keys.map((key, index) => [key, row[index]]))
    const name = first(record, names)
    return typeof name === 'string' && name !== '' ? [[bare(name), record]] : []
  })
}

const names = ['name', 'instance', 'problem', 'file']
const costs = ['distance', 'cost', 'best_known_cost', 'value', 'objective', 'bks', 'best']

function bestOf(value: unknown): BestKnown | undefined {
  const alone = positive(value)
  if (alone !== undefined) return { cost: alone }
  if (!isRecord(value)) return undefined
  const free = bestOf(value.dist)
  const ranked = bestOf(value.hier)
  if (ranked) return { ...ranked, ...(free && { freeFleetCost: free.cost }) }
  if (free) return { cost: free.cost, freeFleetCost: free.cost }
  const cost = positive(first(value, costs))
  if (cost === undefined) return undefined
  // Beside a best known cost some collections keep the size of the fleet under `vehicles`.
  const counts = 'best_known_cost' in value ? ['solved_with_vehicles'] : ['vehicles', 'routes', 'k']
  const vehicles = positive(first(value, counts))
  return { cost, ...(vehicles !== undefined && { vehicles }) }
}

function first(record: Record<string, unknown>, keys: readonly string[]): unknown {
  return keys.map((key) => record[key]).find((value) => value !== undefined)
}

function positive(value: unknown): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof number === 'number' && number > 0 && Number.isFinite(number) ? number : undefined
}

function bare(name: string): string {
  return name.replace(/\.(txt|vrp|json)$/i, '')
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
