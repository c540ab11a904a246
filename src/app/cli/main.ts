import { text } from '../../kernel/server/catalogue.ts'
import { StartupError, startupMessage } from '../../kernel/server/postgres/startup-error.ts'
import { DomainError } from '../../kernel/shared/errors.ts'
import { environment } from '../settings.ts'
import { type Command, UsageError } from './command.ts'
import { connect } from './connect.ts'
import { demoCommand } from './demo.command.ts'
import { importCommand } from './import/import.command.ts'
import { reportCommand } from './report.command.ts'
import { auditCommand, migrateCommand, ownerCommand } from './setup.commands.ts'
import { verifyCommand } from './verify.command.ts'

const commands: readonly Command[] = [
  verifyCommand,
  importCommand,
  reportCommand,
  demoCommand,
  migrateCommand,
  ownerCommand,
  auditCommand,
]

/** `npm run cli -- <command>`: what operators do without a browser. */
async function main(): Promise<number> {
  const [name, ...args] = process.argv.slice(2)
  const command = commands.find((candidate) => candidate.name === name)
  if (!command) {
    for (const { usage, about } of commands) console.log(`  ${usage}\n      ${about.ko} · ${about.en}`)
    return name === undefined || name === 'help' ? 0 : 2
  }
  const connection = await connect()
  try {
    const code = await command.run({
      database: connection.database,
      databaseUrl: connection.databaseUrl,
      dataDir: environment().dataDir,
      args,
      say: (line) => console.log(line),
    })
    return code ?? 0
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    console.error(`${error.message}\n  ${command.usage}`)
    return 2
  } finally {
    await connection.close()
  }
}

try {
  process.exitCode = await main()
} catch (error) {
  if (error instanceof StartupError) console.error(startupMessage(error))
  else if (error instanceof DomainError) console.error(text('ko', `errors.${error.code}`, error.details))
  else console.error(error)
  process.exitCode = 1
}
