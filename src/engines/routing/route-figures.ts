import type { InsertionContext } from './insertion.context.ts'
import type { Route } from './insertion.ts'
import type { TravelBounds } from './travel-bounds.ts'

/** What follows from the sequence of a route and the states kept of it, node by node. */
interface RouteFigures {
  legs(route: Route): void
  /** Least driving from each node to the end. */
  driving(route: Route): void
  /** On board when leaving each node, were it all one trip. */
  load(route: Route): void
  /** Earliest departures and latest arrivals, whatever the breaks taken. */
  times(route: Route, from: number): void
}

export function routeFigures({ model, simulator, kept, bounds }: InsertionContext): RouteFigures {
  const { nodes, dimensions, delivery, pickup, onBoard } = model
  const { clock: t } = simulator
  return {
    legs({ fleet, length, sequence, leg }) {
      const { cost } = bounds[fleet.index] as TravelBounds
      for (let k = length + 1; k > 0; k--)
        leg[k] = cost[(sequence[k - 1] as number) * nodes + (sequence[k] as number)] as number
    },

    driving(route) {
      const { fleet, length, sequence, states } = route
      const { time } = bounds[fleet.index] as TravelBounds
      const { size, left } = kept
      let driving = 0
      states[(length + 1) * size + left] = 0
      for (let k = length + 1; k > 0; k--) {
        driving += time[(sequence[k - 1] as number) * nodes + (sequence[k] as number)] as number
        states[(k - 1) * size + left] = driving
      }
      route.driving = length === 0 ? 0 : driving
    },

    load({ length, sequence, load }) {
      for (let d = 0; d < dimensions; d++) {
        let amount = 0
        for (let k = 1; k <= length; k++)
          amount += delivery[(sequence[k] as number) * dimensions + d] as number
        load[d] = amount
        for (let k = 1; k <= length; k++) {
          const at = (sequence[k] as number) * dimensions + d
          amount += (pickup[at] as number) + (onBoard[at] as number) - (delivery[at] as number)
          load[k * dimensions + d] = amount
        }
      }
    },

    times({ fleet, length, leave, latest, states }, from) {
      const { width } = t.hours
      const { size, deadline } = kept
      leave[0] = from
      for (let k = 1; k <= length; k++) {
        let earliest = Number.POSITIVE_INFINITY
        for (let b = 0; b < width; b++)
          if ((states[k * size + b] as number) < earliest) earliest = states[k * size + b] as number
        leave[k] = earliest
      }
      for (let k = fleet.prefix.length + 1; k <= length + 1; k++) {
        let last = Number.NEGATIVE_INFINITY
        for (let b = 0; b < width; b++) {
          const one = states[k * size + deadline + b] as number
          if (one > last) last = one
        }
        latest[k] = last
      }
    },
  }
}
