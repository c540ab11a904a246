/**
 * The distribution of a sum of `count` independent draws, by the discrete Fourier transform: the transform of the mass raised to the power
 * `count` (Cooley & Tukey 1965). Errors are of the order of 1e-15, absolute; what they make negative is none.
 */
export function powerByTransform(mass: Float64Array, count: number): Float64Array {
  const length = count * (mass.length - 1) + 1
  let size = 2
  while (size < length) size *= 2
  const real = new Float64Array(size)
  const imaginary = new Float64Array(size)
  real.set(mass)
  transform(real, imaginary, 1)
  for (let k = 0; k < size; k++) {
    const x = real[k] as number
    const y = imaginary[k] as number
    const radius = Math.hypot(x, y) ** count
    const angle = Math.atan2(y, x) * count
    real[k] = radius * Math.cos(angle)
    imaginary[k] = radius * Math.sin(angle)
  }
  transform(real, imaginary, -1)
  return Float64Array.from({ length }, (_, k) => Math.max(0, (real[k] as number) / size))
}

/** In place; sizes are powers of two. */
function transform(real: Float64Array, imaginary: Float64Array, direction: 1 | -1): void {
  const size = real.length
  for (let i = 1, j = 0; i < size; i++) {
    let bit = size >> 1
    for (; j & bit; bit >>= 1) j ^= bit
    j ^= bit
    if (i >= j) continue
    const x = real[i] as number
    const y = imaginary[i] as number
    real[i] = real[j] as number
    imaginary[i] = imaginary[j] as number
    real[j] = x
    imaginary[j] = y
  }
  // One table of roots for all stages; multiplying roots up would lose digits.
  const cosines = Float64Array.from({ length: size >> 1 }, (_, k) => Math.cos((2 * Math.PI * k) / size))
  const sines = Float64Array.from(
    { length: size >> 1 },
    (_, k) => -direction * Math.sin((2 * Math.PI * k) / size),
  )
  for (let half = 1; half < size; half *= 2) {
    const stride = size / (2 * half)
    for (let from = 0; from < size; from += 2 * half)
      for (let k = 0; k < half; k++) {
        const cosine = cosines[k * stride] as number
        const sine = sines[k * stride] as number
        const one = from + k
        const other = one + half
        const x = (real[other] as number) * cosine - (imaginary[other] as number) * sine
        const y = (real[other] as number) * sine + (imaginary[other] as number) * cosine
        real[other] = (real[one] as number) - x
        imaginary[other] = (imaginary[one] as number) - y
        real[one] = (real[one] as number) + x
        imaginary[one] = (imaginary[one] as number) + y
      }
  }
}
