import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** A measurement against a floor of the same run. Goals are shown, never asserted. */
export interface Measurement {
  name: string
  value: number
  unit: string
  floor: number
  ratio: number
  goal: string
  details: Record<string, unknown>
}

/** The means of an engine's bench: against best known answers instead of a floor. */
export interface EngineMeasurement {
  name: string
  goal: string
  instances: number
  [mean: string]: unknown
}

export interface BenchOptions {
  args: readonly string[]
  /** Tells the developer how far it is (stderr). */
  say(line: string): void
  /** Prints a line of the result, an instance's for example (stdout). */
  print(line: string): void
}

const names = readdirSync(fileURLToPath(new URL('.', import.meta.url)))
  .filter((file) => file.endsWith('.bench.ts'))
  .map((file) => file.slice(0, -'.bench.ts'.length))

const [name, ...args] = process.argv.slice(2)
if (name === undefined || !names.includes(name)) {
  console.log(`npm run bench -- <${names.join('|')}> [--json]`)
  process.exit(name === undefined ? 0 : 2)
}

const asJson = args.includes('--json')
const { run } = (await import(`./${name}.bench.ts`)) as {
  run(options: BenchOptions): Promise<Measurement | EngineMeasurement>
}
const measurement = await run({
  args,
  say: (line) => console.error(line),
  print: (line) => console.log(line),
})
if (!asJson && isAgainstFloor(measurement)) {
  const { value, unit, floor, ratio, goal } = measurement
  console.log(`${name}: ${value} ${unit}; floor ${floor}; ratio ${ratio}; goal ${goal}`)
}
console.log(JSON.stringify(measurement))
process.exit(0)

function isAgainstFloor(measurement: Measurement | EngineMeasurement): measurement is Measurement {
  return 'floor' in measurement
}
