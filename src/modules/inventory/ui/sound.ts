let context: AudioContext | undefined

/** A short high tone for good, two low ones for stop; only after a person has switched sounds on. */
export function beep(tone: 'good' | 'stopped'): void {
  context ??= new AudioContext()
  const times = tone === 'good' ? [0] : [0, 0.18]
  for (const start of times) {
    const oscillator = context.createOscillator()
    const gain = context.createGain()
    oscillator.frequency.value = tone === 'good' ? 1320 : 220
    gain.gain.value = 0.08
    oscillator.connect(gain).connect(context.destination)
    oscillator.start(context.currentTime + start)
    oscillator.stop(context.currentTime + start + 0.12)
  }
}

const key = 'wh.station.sound'

/** Kept on this device; off unless someone switched it on. */
export function soundIsOn(): boolean {
  return localStorage.getItem(key) === 'on'
}

export function keepSound(on: boolean): void {
  localStorage.setItem(key, on ? 'on' : 'off')
}
