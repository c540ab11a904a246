import { CustomerValueError } from '../customer-value.error.ts'
import * as bgNbd from './bg-nbd.ts'
import * as gammaGamma from './gamma-gamma.ts'
import {
  requireHistory,
  requireModelParameters,
  requireSpendParameters,
  spendMost,
} from './lifetime.check.ts'
import * as paretoNbd from './pareto-nbd.ts'

/** P(alive at T) of one customer under BG/NBD. @throws CustomerValueError `customer-value.input.option-out-of-range` */
export function bgNbdAlive(
  parameters: bgNbd.BgNbdParameters,
  x: number,
  recency: number,
  age: number,
): number {
  requireModelParameters({ kind: 'bg-nbd', parameters })
  requireHistory({ x, recency, age })
  return bgNbd.bgNbdAlive(parameters, x, recency, age)
}

/** Expected purchases in (T, T + span] under BG/NBD. @throws as `bgNbdAlive` */
export function bgNbdExpected(
  parameters: bgNbd.BgNbdParameters,
  x: number,
  recency: number,
  age: number,
  span: number,
): number {
  requireModelParameters({ kind: 'bg-nbd', parameters })
  requireHistory({ x, recency, age, span })
  return bgNbd.bgNbdExpected(parameters, x, recency, age, span)
}

/** P(X(span) = n) of a new customer under BG/NBD. @throws as `bgNbdAlive` */
export function bgNbdCountProbability(parameters: bgNbd.BgNbdParameters, n: number, span: number): number {
  requireModelParameters({ kind: 'bg-nbd', parameters })
  requireHistory({ x: n, span })
  return bgNbd.bgNbdCountProbability(parameters, n, span)
}

/** P(alive at T) of one customer under Pareto/NBD. @throws as `bgNbdAlive` */
export function paretoNbdAlive(
  parameters: paretoNbd.ParetoNbdParameters,
  x: number,
  recency: number,
  age: number,
): number {
  requireModelParameters({ kind: 'pareto-nbd', parameters })
  requireHistory({ x, recency, age })
  return paretoNbd.paretoNbdAlive(parameters, x, recency, age)
}

/** Expected purchases in (T, T + span] under Pareto/NBD. @throws as `bgNbdAlive` */
export function paretoNbdExpected(
  parameters: paretoNbd.ParetoNbdParameters,
  x: number,
  recency: number,
  age: number,
  span: number,
): number {
  requireModelParameters({ kind: 'pareto-nbd', parameters })
  requireHistory({ x, recency, age, span })
  return paretoNbd.paretoNbdExpected(parameters, x, recency, age, span)
}

/**
 * Expected spend of a purchase.
 * @throws CustomerValueError `customer-value.input.option-out-of-range`, `customer-value.spend.infinite-mean`
 */
export function gammaGammaExpectedSpend(
  parameters: gammaGamma.GammaGammaParameters,
  x: number,
  meanSpend: number,
): number {
  requireSpendParameters(parameters)
  requireHistory({ x })
  if (!(meanSpend >= 0 && meanSpend <= spendMost))
    throw new CustomerValueError('customer-value.input.option-out-of-range', {
      option: 'meanSpend',
      value: meanSpend,
    })
  return gammaGamma.gammaGammaExpectedSpend(parameters, x, meanSpend)
}
