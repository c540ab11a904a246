import { type EtsFit, fitEts } from './ets-fit.ts'
import { etsDeviations } from './ets-intervals.ts'
import { type EtsForm, nameOfForm, project, statesAt } from './ets-model.ts'
import type { FittedModel } from './fitted-model.ts'

/** Which forms may be chosen from. */
export interface EtsScope {
  /** 1 when the series has no season a smoothing model should carry. */
  seasonLength: number
  /** Multiplicative trends explode easily and are left out unless asked for, as in R's forecast package. */
  multiplicativeTrend?: boolean
}

/** Seasons longer than this have more states than a series can teach; they are left to regression. */
export const longestEtsSeason = 24

/**
 * Fits every form that fits the data and answers them by AICc, best first (Hyndman et al. 2002; 2008 ch. 7). Forms whose
 * variance is infinite (additive errors with multiplicative parts, multiplicative errors on an additive-season
 * multiplicative trend) are not tried. Empty when the series is too short for any.
 */
export function chooseEts(values: Float64Array, { seasonLength, multiplicativeTrend }: EtsScope): EtsFit[] {
  const fits: EtsFit[] = []
  for (const form of formsFor(
    seasonLength > 1 && seasonLength <= longestEtsSeason,
    multiplicativeTrend ?? false,
  )) {
    const fit = fitEts(values, form, seasonLength)
    if (fit && Number.isFinite(fit.aicc)) fits.push(fit)
  }
  return fits.sort((one, other) => one.aicc - other.aicc)
}

export function etsModel(fit: EtsFit, length: number): FittedModel {
  const { form, parameters, path, seasonLength } = fit
  const forecastFrom = (at: number, horizon: number) =>
    project(form, parameters.phi, statesAt(path, at, seasonLength), horizon)
  return {
    method: 'ets',
    name: nameOfForm(form),
    parameters: {
      alpha: parameters.alpha,
      ...(form.trend === 'N' ? {} : { beta: parameters.alpha * parameters.trendShare }),
      ...(form.season === 'N' ? {} : { gamma: parameters.gamma }),
      ...(form.damped ? { phi: parameters.phi } : {}),
      sigma2: fit.sigma2,
    },
    aicc: fit.aicc,
    firstOrigin: 1,
    length,
    forecastFrom: (at, horizon) => forecastFrom(at, horizon).mean,
    deviations: (horizon) => etsDeviations(fit, length, horizon),
    components(horizon) {
      const { mean, base } = forecastFrom(length, horizon)
      const level = new Float64Array(horizon).fill(path.levels[length] as number)
      return {
        level,
        trend: base.map((one, h) => one - (level[h] as number)),
        season: mean.map((one, h) => one - (base[h] as number)),
        calendar: new Float64Array(horizon),
      }
    },
  }
}

function formsFor(seasonal: boolean, multiplicativeTrend: boolean): EtsForm[] {
  const trends: Pick<EtsForm, 'trend' | 'damped'>[] = [
    { trend: 'N', damped: false },
    { trend: 'A', damped: false },
    { trend: 'A', damped: true },
    ...(multiplicativeTrend
      ? ([
          { trend: 'M', damped: false },
          { trend: 'M', damped: true },
        ] as const)
      : []),
  ]
  const forms: EtsForm[] = []
  for (const error of ['A', 'M'] as const)
    for (const { trend, damped } of trends)
      for (const season of seasonal ? (['N', 'A', 'M'] as const) : (['N'] as const)) {
        if (error === 'A' && (season === 'M' || trend === 'M')) continue
        if (trend === 'M' && season === 'A') continue
        forms.push({ error, trend, damped, season })
      }
  return forms
}
