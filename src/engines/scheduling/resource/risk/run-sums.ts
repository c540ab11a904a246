import type { DurationDraws } from './duration-draws.ts'
import type { ActivityRisk, RiskProblem, RiskResult } from './risk.problem.ts'
import type { RiskNetwork } from './risk-network.ts'

/** Counts over the runs: nothing of a run is kept but its finish. */
export interface RunSums {
  /** Takes in the run that was worked out last. */
  add(finish: number): void
  result(references: { plannedFinish: number; finishByMeans: number }): RiskResult
}

const shortShare = 0.1
const percents = [5, 10, 20, 30, 40, 50, 60, 70, 80, 90, 95]

export function runSums(problem: RiskProblem, network: RiskNetwork, draws: DurationDraws): RunSums {
  const size = problem.activities.length
  const finishes: number[] = []
  const sums = () => new Float64Array(size)
  // Co-moments by Welford: sums of squares of long projects would lose the digits that matter.
  const meanDuration = sums()
  const squares = sums()
  const together = sums()
  const critical = sums()
  const startSum = sums()
  const finishSum = sums()
  const short = { count: sums(), finish: sums() }
  const long = { count: sums(), finish: sums() }
  const eventCount = new Float64Array(problem.events.length)
  const eventFinish = new Float64Array(problem.events.length)
  let meanFinish = 0
  let finishSquares = 0

  function add(finish: number): void {
    finishes.push(finish)
    const runs = finishes.length
    const offFinish = finish - meanFinish
    meanFinish += offFinish / runs
    finishSquares += offFinish * (finish - meanFinish)
    for (let at = 0; at < size; at++) {
      const duration = draws.durations[at] as number
      const off = duration - (meanDuration[at] as number)
      meanDuration[at] = (meanDuration[at] as number) + off / runs
      squares[at] = (squares[at] as number) + off * (duration - (meanDuration[at] as number))
      together[at] = (together[at] as number) + off * (finish - meanFinish)
      critical[at] = (critical[at] as number) + (network.critical[at] as number)
      startSum[at] = (startSum[at] as number) + (network.starts[at] as number)
      finishSum[at] = (finishSum[at] as number) + (network.finishes[at] as number)
      const share = draws.shares[at] as number
      if (share > shortShare && share < 1 - shortShare) continue
      const end = share <= shortShare ? short : long
      end.count[at] = (end.count[at] as number) + 1
      end.finish[at] = (end.finish[at] as number) + finish
    }
    for (let event = 0; event < eventCount.length; event++) {
      if (draws.happened[event] !== 1) continue
      eventCount[event] = (eventCount[event] as number) + 1
      eventFinish[event] = (eventFinish[event] as number) + finish
    }
  }

  function activityRisk(id: string, at: number, deviation: number): ActivityRisk {
    const runs = finishes.length
    const own = Math.sqrt((squares[at] as number) / runs)
    const isStill = own < 1e-12 || deviation < 1e-12
    const criticality = (critical[at] as number) / runs
    const meanOf = ({ count, finish }: typeof short) =>
      (count[at] as number) > 0 && !isStill ? (finish[at] as number) / (count[at] as number) : meanFinish
    return {
      activityId: id,
      meanDuration: meanDuration[at] as number,
      standardDeviation: own,
      criticality,
      cruciality: isStill ? 0 : (together[at] as number) / runs / (own * deviation),
      sensitivity: isStill ? 0 : (criticality * own) / deviation,
      finishWhenShort: meanOf(short),
      finishWhenLong: meanOf(long),
    }
  }

  /** The mean start less the mean finish of the predecessor that is latest on average. */
  function merges(): RiskResult['merges'] {
    const runs = finishes.length
    const fullLinks = new Set(
      problem.links
        .filter(({ type, lag }) => type !== 'FS' || lag !== 0)
        .map(({ successorId }) => successorId),
    )
    const { offsets, arcs } = network.predecessors
    return problem.activities
      .flatMap(({ id, releaseAt }, at) => {
        const before = arcs.subarray(offsets[at], offsets[at + 1])
        // Only where the start is the plain maximum of finishes does the difference measure the meeting of paths.
        if (before.length < 2 || fullLinks.has(id) || releaseAt !== undefined) return []
        const latest = Math.max(...Array.from(before, (one) => (finishSum[one] as number) / runs))
        const bias = Math.max(0, (startSum[at] as number) / runs - latest)
        return [{ activityId: id, predecessors: before.length, bias }]
      })
      .sort((one, other) => other.bias - one.bias)
  }

  function result(references: { plannedFinish: number; finishByMeans: number }): RiskResult {
    const runs = finishes.length
    const sorted = Float64Array.from(finishes).sort()
    const deviation = Math.sqrt(finishSquares / runs)
    const inTime = finishes.filter((finish) => finish <= references.plannedFinish + 1e-9).length
    return {
      runs,
      plannedFinish: references.plannedFinish,
      chanceOfPlannedFinish: inTime / runs,
      meanFinish,
      standardDeviation: deviation,
      leastFinish: sorted[0] as number,
      mostFinish: sorted[runs - 1] as number,
      percentiles: percents.map((percent) => ({ percent, finish: percentile(sorted, percent) })),
      mergeBias: meanFinish - references.finishByMeans,
      activities: problem.activities.map(({ id }, at) => activityRisk(id, at, deviation)),
      events: problem.events.map(({ id }, event) => {
        const happened = eventCount[event] as number
        const withIt = eventFinish[event] as number
        const without = meanFinish * runs - withIt
        const isMixed = happened > 0 && happened < runs
        return {
          eventId: id,
          happened: happened / runs,
          meanDelay: isMixed ? withIt / happened - without / (runs - happened) : 0,
        }
      }),
      merges: merges(),
    }
  }
  return { add, result }
}

/** Between the two nearest ranks. */
function percentile(sorted: Float64Array, percent: number): number {
  const rank = ((sorted.length - 1) * percent) / 100
  const low = sorted[Math.floor(rank)] as number
  const high = sorted[Math.ceil(rank)] as number
  return low + (high - low) * (rank - Math.floor(rank))
}
