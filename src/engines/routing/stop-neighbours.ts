/** Stops near each stop, nearest first, `count` each: in row `stop` from `stop × count` on. */
export interface StopNeighbours {
  count: number
  /** By cost of the ways there and back. */
  inSpace: Int32Array
  /** By cost of going from one to the other in time; the same array where no stop has a window. */
  inTime: Int32Array
}

/** Ways between nodes, row-major, and what a second of duty costs. */
interface Ways {
  travel: { cost: Float64Array; time: Float64Array }
  costPerDutySecond: number
}

interface Times {
  nodes: number
  ready: Float64Array
  due: Float64Array
  service: Float64Array
}

const mostNeighbours = 400
const priceOfWaiting = 0.2

/**
 * Near in time are stops of which one can follow the other with little waiting and no lateness (the proximity of Vidal
 * et al. 2013): exchanges among them can be served, those between mere neighbours in space often not.
 */
export function stopNeighbours(stops: number, ways: Ways, times: Times): StopNeighbours {
  const { nodes, ready, due, service } = times
  const { travel, costPerDutySecond } = ways
  const { cost, time } = travel
  const count = Math.max(0, Math.min(stops - 1, mostNeighbours))
  const price = (way: number) =>
    (cost[way] as number) + (costPerDutySecond === 0 ? 0 : costPerDutySecond * (time[way] as number))
  const inSpace = ranked(
    stops,
    count,
    (one, other) => price(one * nodes + other) + price(other * nodes + one),
  )
  const timed = due.some((one) => one < Number.POSITIVE_INFINITY)
  if (!timed) return { count, inSpace, inTime: inSpace }
  let costs = 0
  let seconds = 0
  for (let way = 0; way < stops * nodes; way += 7) {
    if (!Number.isFinite(price(way))) continue
    costs += price(way)
    seconds += time[way] as number
  }
  const perSecond = seconds > 0 ? costs / seconds : 0
  const follow = (one: number, other: number) => {
    const way = one * nodes + other
    const after = (service[one] as number) + (time[way] as number)
    const wait = (ready[other] as number) - (due[one] as number) - after
    const late = (ready[one] as number) + after - (due[other] as number)
    return price(way) + perSecond * ((wait > 0 ? priceOfWaiting * wait : 0) + (late > 0 ? late : 0))
  }
  const inTime = ranked(stops, count, (one, other) => Math.min(follow(one, other), follow(other, one)))
  return { count, inSpace, inTime }
}

function ranked(stops: number, count: number, distance: (one: number, other: number) => number): Int32Array {
  const neighbours = new Int32Array(stops * count)
  const near = new Float64Array(stops)
  for (let stop = 0; stop < stops; stop++) {
    for (let other = 0; other < stops; other++) near[other] = distance(stop, other)
    const order = Array.from({ length: stops }, (_, other) => other).filter((other) => other !== stop)
    order.sort((one, two) => (near[one] as number) - (near[two] as number) || one - two)
    for (let rank = 0; rank < count; rank++) neighbours[stop * count + rank] = order[rank] as number
  }
  return neighbours
}
