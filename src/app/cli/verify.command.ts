import { reactionsOf } from '../../kernel/server/composition.ts'
import type { Db } from '../../kernel/server/connection.ts'
import type { Database } from '../../kernel/server/database.ts'
import { atOneMoment, kernelInvariants } from '../../kernel/server/invariants.ts'
import { modules } from '../modules.ts'
import { type Command, flag } from './command.ts'

export interface VerifiedLaw {
  name: string
  module: string
  capability: string
  checked: string
  faults: readonly string[]
}

const shownFaults = 10

/** Recomputes every invariant of the house from the records, all of them at one moment. */
export function verifyAll(database: Database): Promise<VerifiedLaw[]> {
  return atOneMoment(database, verifyRecords)
}

/** Every invariant over what a connection sees. */
export async function verifyRecords(db: Db): Promise<VerifiedLaw[]> {
  const laws = [
    ...kernelInvariants(reactionsOf(modules)).map((law) => ({ law, module: 'kernel' })),
    ...modules.flatMap((module) => (module.invariants ?? []).map((law) => ({ law, module: module.name }))),
  ]
  const results: VerifiedLaw[] = []
  for (const { law, module } of laws) {
    const { checked, faults } = await law.find(db)
    results.push({ name: law.name, module, capability: law.capability, checked: checked.toString(), faults })
  }
  return results
}

export const verifyCommand: Command = {
  name: 'verify',
  usage: 'verify [--json]',
  about: { ko: '모든 불변식을 기록에서 다시 계산합니다', en: 'recompute every invariant from the records' },
  async run({ database, args, say }) {
    const results = await verifyAll(database)
    const broken = results.filter((result) => result.faults.length > 0)
    if (flag(args, 'json')) say(JSON.stringify({ ok: broken.length === 0, laws: results }))
    else {
      for (const { module, name, checked, faults } of results) {
        say(`${faults.length === 0 ? 'ok    ' : 'BROKEN'} ${checked.padStart(10)}  ${module}: ${name}`)
        for (const fault of faults.slice(0, shownFaults)) say(`         ${fault}`)
        if (faults.length > shownFaults) say(`         … ${faults.length - shownFaults} more`)
      }
      say(`${results.length - broken.length} laws hold, ${broken.length} broken`)
    }
    return broken.length === 0 ? 0 : 1
  },
}
