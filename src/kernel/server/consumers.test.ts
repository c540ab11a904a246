import pg from 'pg'
import { pino } from 'pino'
import { describe, expect, it } from 'vitest'
import { newId } from '../shared/ids.ts'
import { advance, registerConsumers, retryFailures, rewind } from './consumers.ts'
import { emit } from './events.ts'
import { atOneMoment, kernelInvariants } from './invariants.ts'
import type { Reaction } from './module.ts'
import { testKit } from './testkit.ts'

const t = await testKit([])
const silent = pino({ level: 'silent' })
const effects = new Map<string, number>()
let broken: (note: string) => boolean = () => false

/** Each effect is an audit entry of its own, so that one which is undone is undone in the database too. */
function consumer(name: string, more: Partial<Reaction> = {}): Reaction {
  return {
    name,
    on: ['thing.happened@1'],
    async run(tx, event) {
      const { note } = event.data as { note: string }
      if (broken(note)) throw new Error(`cannot take ${note}`)
      await tx.exec(
        '',
        `insert into kernel.number_series (company_id, series, next) values ($1, $2, 1)
         on conflict (company_id, series) do update set next = kernel.number_series.next + 1`,
        [t.companyId, `${name} ${note}`],
      )
      effects.set(`${name} ${note}`, (effects.get(`${name} ${note}`) ?? 0) + 1)
    },
    ...more,
  }
}

async function happen(...notes: string[]): Promise<void> {
  await t.transaction(async (tx) => {
    for (const note of notes)
      emit(tx, { type: 'thing.happened@1', subject: { entity: 'thing', id: newId() }, data: { note } })
  })
}

async function effectsOf(name: string): Promise<Record<string, number>> {
  const rows = await t.database.rows<{ series: string; next: bigint }>(
    '',
    'select series, next from kernel.number_series where series like $1',
    [`${name} %`],
  )
  return Object.fromEntries(rows.map(({ series, next }) => [series.slice(name.length + 1), Number(next)]))
}

async function readAll(reaction: Reaction): Promise<void> {
  await t.settle()
  while ((await advance(t.database, reaction, silent)) > 0);
}

describe('a consumer of the event stream', () => {
  it('[CORE-13] reads every event once, though four workers pull at it', async () => {
    const reaction = consumer('once')
    await registerConsumers(t.database, [reaction])
    const notes = Array.from({ length: 600 }, (_, index) => `n${index}`)
    await happen(...notes)
    await t.settle()
    for (let round = 0; round < 8; round++)
      await Promise.all([1, 2, 3, 4].map(() => advance(t.database, reaction, silent)))
    const made = await effectsOf('once')
    expect(Object.keys(made)).toHaveLength(600)
    expect(Object.values(made).every((count) => count === 1)).toBe(true)
  })

  it('[CORE-13] never misses what a slower, older transaction writes behind its back', async () => {
    const reaction = consumer('patient')
    await registerConsumers(t.database, [reaction])
    const slow = new pg.Client({ connectionString: t.url })
    await slow.connect()
    await slow.query('begin')
    await slow.query(
      `insert into kernel.event (id, company_id, type, entity, record_id, refs, data, actor_id, actor_name, trace_id, at)
       values (gen_random_uuid(), $1, 'thing.happened@1', 'thing', $1, '{}', '{"note":"slow"}', $1, 'x', 'x', now())`,
      [t.companyId],
    )
    await happen('quick')
    await advance(t.database, reaction, silent)
    expect(await effectsOf('patient')).not.toHaveProperty('quick')
    await slow.query('commit')
    await slow.end()
    await readAll(reaction)
    expect(await effectsOf('patient')).toMatchObject({ slow: 1, quick: 1 })
  })

  it('[CORE-13] sets one bad event aside, takes the others, and has its effect once it can', async () => {
    const reaction = consumer('careful')
    await registerConsumers(t.database, [reaction])
    broken = (note) => note === 'bad'
    await happen('good', 'bad', 'better')
    await readAll(reaction)
    expect(await effectsOf('careful')).toMatchObject({ good: 1, better: 1 })
    expect(await effectsOf('careful')).not.toHaveProperty('bad')
    broken = () => false
    const due = () =>
      t.database.rows('', `update kernel.event_failure set next_at = now() where state = 'waiting'`)
    await due()
    const byName = new Map([[reaction.name, reaction]])
    await Promise.all([retryFailures(t.database, byName, silent), retryFailures(t.database, byName, silent)])
    expect(await effectsOf('careful')).toMatchObject({ bad: 1 })
    await due()
    expect(await retryFailures(t.database, byName, silent)).toBe(0)
  })

  it('[CORE-13] gives up after five tries and says so, and the rest of the stream goes on', async () => {
    const reaction = consumer('hopeless', { on: ['thing.happened@1'] })
    await registerConsumers(t.database, [reaction])
    broken = (note) => note === 'never'
    await happen('never')
    await readAll(reaction)
    const byName = new Map([[reaction.name, reaction]])
    for (let attempt = 0; attempt < 6; attempt++) {
      await t.database.rows('', `update kernel.event_failure set next_at = now() where state = 'waiting'`)
      await retryFailures(t.database, byName, silent)
    }
    const [failure] = await t.database.rows<{ state: string; attempts: number; error: string }>(
      '',
      `select state, attempts, error from kernel.event_failure where consumer = 'hopeless'`,
    )
    expect(failure).toEqual({ state: 'dead', attempts: 5, error: 'cannot take never' })
    broken = () => false
  })

  it('[CORE-13] takes a batch at once; one bad event costs only itself', async () => {
    let batches = 0
    const single = consumer('many')
    const reaction: Reaction = {
      ...single,
      async runMany(tx, events) {
        batches += 1
        for (const event of events) await single.run(tx, event as never)
      },
    }
    await registerConsumers(t.database, [reaction])
    await happen('m1', 'm2', 'm3')
    await readAll(reaction)
    expect(batches).toBeGreaterThan(0)
    broken = (note) => note === 'm5'
    await happen('m4', 'm5', 'm6')
    await readAll(reaction)
    broken = () => false
    expect(await effectsOf('many')).toMatchObject({ m1: 1, m2: 1, m3: 1, m4: 1, m6: 1 })
    expect(await effectsOf('many')).not.toHaveProperty('m5')
  })

  it('[CORE-13] begins anew when it is sent back', async () => {
    const reaction = consumer('again')
    await registerConsumers(t.database, [reaction])
    await happen('twice')
    await readAll(reaction)
    await t.transaction((tx) => rewind(tx, 'again'))
    await readAll(reaction)
    expect(await effectsOf('again')).toMatchObject({ twice: 2 })
  })

  it('[CORE-13] leaves the law of events true, and breaking it is seen', async () => {
    const reactions = ['once', 'patient', 'careful', 'hopeless', 'many', 'again'].map((name) =>
      consumer(name),
    )
    const faults = () =>
      atOneMoment(t.database, async (db) => {
        const found: string[] = []
        for (const law of kernelInvariants(reactions)) found.push(...(await law.find(db)).faults)
        return found
      })
    expect(await faults()).toEqual([])
    await t.database.rows(
      '',
      `delete from kernel.event_inbox where consumer = 'once' and event_id = (select event_id from kernel.event_inbox where consumer = 'once' limit 1)`,
    )
    expect((await faults())[0]).toMatch(/^once passed over thing.happened@1/)
  })
})
