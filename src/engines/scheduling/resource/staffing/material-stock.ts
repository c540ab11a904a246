/** Stock of a material over time: arrivals less what has been taken. */
export interface MaterialStock {
  /** The first period from which on, for ever, so many units are left; nothing when there never are. */
  firstWith(units: number): number | undefined
  take(at: number, units: number): void
}

export function materialStock(arrivals: readonly { at: number; units: number }[]): MaterialStock {
  const changes = arrivals.map(({ at, units }) => ({ at, units }))
  return {
    firstWith(units) {
      changes.sort((one, other) => one.at - other.at)
      let stock = changes.reduce((sum, change) => sum + change.units, 0)
      if (stock < units) return undefined
      // Backwards: the last change before which there was too little.
      for (let at = changes.length - 1; at >= 0; at--) {
        const change = changes[at] as (typeof changes)[number]
        const sameTimeBefore = changes[at - 1]?.at === change.at
        stock -= change.units
        if (stock < units && !sameTimeBefore) return Math.max(0, change.at)
      }
      return 0
    },
    take(at, units) {
      changes.push({ at, units: -units })
    },
  }
}
