import type { Chance } from '../runner/chance.ts'

/** Standard normal, by Box & Muller. */
export function normalDraw(chance: Chance): number {
  const radius = Math.sqrt(-2 * Math.log(1 - chance.next()))
  return radius * Math.cos(2 * Math.PI * chance.next())
}

/** Quantile of the standard normal (P. Acklam's rational approximation, relative error below 1.2e−9). */
export function normalQuantile(p: number): number {
  if (p <= 0) return Number.NEGATIVE_INFINITY
  if (p >= 1) return Number.POSITIVE_INFINITY
  if (p > 0.5) return -normalQuantile(1 - p)
  const tail = (q: number) =>
    (((((-7.784894002430293e-3 * q - 0.3223964580411365) * q - 2.400758277161838) * q - 2.549732539343734) *
      q +
      4.374664141464968) *
      q +
      2.938163982698783) /
    ((((7.784695709041462e-3 * q + 0.3224671290700398) * q + 2.445134137142996) * q + 3.754408661907416) * q +
      1)
  if (p < 0.02425) return tail(Math.sqrt(-2 * Math.log(p)))
  const q = p - 0.5
  const r = q * q
  return (
    ((((((-39.69683028665376 * r + 220.9460984245205) * r - 275.9285104469687) * r + 138.357751867269) * r -
      30.66479806614716) *
      r +
      2.506628277459239) *
      q) /
    (((((-54.47609879822406 * r + 161.5858368580409) * r - 155.6989798598866) * r + 66.80131188771972) * r -
      13.28068155288572) *
      r +
      1)
  )
}

/** Distribution function of the standard normal (W. J. Cody's accuracy is not needed: Hart's form, error below 1e−14). */
export function normalBelow(z: number): number {
  const x = Math.abs(z)
  if (x > 37) return z > 0 ? 1 : 0
  const e = Math.exp((-x * x) / 2)
  let above: number
  if (x < 7.07106781186547) {
    const top =
      (((((3.52624965998911e-2 * x + 0.700383064443688) * x + 6.37396220353165) * x + 33.912866078383) * x +
        112.079291497871) *
        x +
        221.213596169931) *
        x +
      220.206867912376
    const bottom =
      ((((((8.83883476483184e-2 * x + 1.75566716318264) * x + 16.064177579207) * x + 86.7807322029461) * x +
        296.564248779674) *
        x +
        637.333633378831) *
        x +
        793.826512519948) *
        x +
      440.413735824752
    above = (e * top) / bottom
  } else above = e / (x + 1 / (x + 2 / (x + 3 / (x + 4 / (x + 0.65))))) / 2.506628274631
  return z > 0 ? 1 - above : above
}

/** Quantile of Student's t by Hill's expansion of Cornish and Fisher (1970); good to 1 % from three degrees of freedom. */
export function studentQuantile(p: number, freedom: number): number {
  const z = normalQuantile(p)
  const n = Math.max(3, freedom)
  const z2 = z * z
  return (
    z +
    (z * (z2 + 1)) / (4 * n) +
    (z * ((5 * z2 + 16) * z2 + 3)) / (96 * n * n) +
    (z * (((3 * z2 + 19) * z2 + 17) * z2 - 15)) / (384 * n * n * n)
  )
}

/** Quantile of values in ascending order, with linear interpolation (Hyndman & Fan 1996, type 7). */
export function quantileOf(sorted: Float64Array | readonly number[], p: number): number {
  const at = (sorted.length - 1) * Math.min(1, Math.max(0, p))
  const low = Math.floor(at)
  const below = sorted[low] as number
  const above = sorted[Math.min(sorted.length - 1, low + 1)] as number
  return below + (at - low) * (above - below)
}
