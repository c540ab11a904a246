import type { Database } from '../../kernel/server/database.ts'

/** What a command of the command line works with. */
export interface CommandContext {
  database: Database
  databaseUrl: string
  dataDir: string
  args: readonly string[]
  say(line: string): void
}

export interface Command {
  name: string
  usage: string
  about: { ko: string; en: string }
  /** Answers the exit code; 0 when left out. */
  run(context: CommandContext): Promise<number | undefined>
}

/** The value behind `--name`, or nothing. */
export function option(args: readonly string[], name: string): string | undefined {
  const at = args.indexOf(`--${name}`)
  return at < 0 ? undefined : args[at + 1]
}

export function flag(args: readonly string[], name: string): boolean {
  return args.includes(`--${name}`)
}

/** A refusal of the command line itself, with what to type instead. */
export class UsageError extends Error {}
