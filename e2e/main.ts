import { mkdirSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openBrowser } from './browser.ts'
import { type House, startHouse } from './house.ts'
import { type Journey, type Stage, walk } from './journey.ts'
import { takeScreenshots } from './screenshots.ts'

const demoOrders = 120
/** Pictures show a company that has traded for a while. */
const pictureOrders = 600

/**
 * `npm run e2e`: walks every journey in Chromium on a house of its own. `-- --only desk,shop` walks some, `-- --at URL` uses
 * a house that is running, `-- --screenshots` renews the pictures of the guides instead.
 */
async function main(): Promise<void> {
  const args = process.argv.slice(2)
  const at = optionOf(args, '--at')
  const started = performance.now()
  const orders = args.includes('--screenshots') ? pictureOrders : demoOrders
  const house: House = at ? { url: at, log: () => '', stop: async () => {} } : await startHouse(orders)
  const browser = await openBrowser()
  const pictures = join(tmpdir(), 'wheelhouse-e2e-pictures')
  const stage: Stage = {
    browser,
    house: house.url,
    states: new Map(),
    say: (line) => console.log(line),
    picture: async (page, name) => {
      mkdirSync(pictures, { recursive: true })
      const path = join(pictures, `${name}.png`)
      await page.screenshot({ path, timeout: 5_000 })
      console.log(`    picture ${path} of ${page.url()}`)
    },
  }
  const count = { passed: 0, failed: 0 }
  try {
    if (args.includes('--screenshots')) return await takeScreenshots(stage)
    for (const journey of await journeys(optionOf(args, '--only')?.split(','))) {
      const { passed, failed } = await walkTwiceAtMost(stage, journey)
      count.passed += passed
      count.failed += failed
    }
    if (house.verify) {
      const broken = house.verify()
      console.log(`${broken ? 'not ok' : 'ok'} every law of the house holds after the day`)
      if (broken) console.log(broken)
      count[broken ? 'failed' : 'passed'] += 1
    }
    if (count.failed > 0) console.log(`what the house said:\n${house.log()}`)
    console.log(`${((performance.now() - started) / 1000).toFixed(0)} s in all`)
    console.log(`${count.passed} passed, ${count.failed} failed`)
    process.exitCode = count.failed > 0 || count.passed === 0 ? 1 : 0
  } finally {
    await browser.close()
    await house.stop()
  }
}

/** A journey that stumbles is walked once more: a busy machine passes then, a broken screen does not. */
async function walkTwiceAtMost(stage: Stage, journey: Journey): ReturnType<typeof walk> {
  const first = await walk(stage, journey)
  if (first.failed === 0) return first
  stage.say(`# ${journey.title}: walked again`)
  return walk(stage, journey)
}

async function journeys(only: readonly string[] | undefined): Promise<Journey[]> {
  const names = readdirSync(new URL('.', import.meta.url))
    .filter((file) => file.endsWith('.journey.ts'))
    .map((file) => file.slice(0, -'.journey.ts'.length))
    .filter((name) => only === undefined || only.includes(name))
    .sort()
  const modules = await Promise.all(
    names.map((name) => import(`./${name}.journey.ts`) as Promise<{ default: Journey }>),
  )
  return modules.map((module) => module.default)
}

function optionOf(args: readonly string[], name: string): string | undefined {
  const index = args.indexOf(name)
  return index < 0 ? undefined : args[index + 1]
}

await main()
