/** What the person at the keyboard reads: what is wrong and what to do next, in both languages. */
export type StartupText = { ko: string; en: string }

/**
 * The product cannot start, for a reason a person can mend. Nothing was changed or damaged.
 * `message` holds both texts, Korean first; `exitCode` is what the process should end with.
 */
export class StartupError extends Error {
  override readonly name = 'StartupError'
  readonly code: string
  readonly ko: string
  readonly en: string
  readonly exitCode: number = 1

  constructor(code: string, text: StartupText, options?: { cause?: unknown }) {
    super(`${text.ko}\n${text.en}`, options)
    this.code = code
    this.ko = text.ko
    this.en = text.en
  }
}

/** The text of any failure as it should be printed on the terminal. */
export function startupMessage(error: unknown): string {
  if (error instanceof StartupError) return `${error.ko}\n${error.en}`
  if (error instanceof Error) return error.stack ?? error.message
  return String(error)
}

/** The `code` of a Node system error (`ENOENT`, `EACCES` …) or of a PostgreSQL error (`28P01` …). */
export function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined
  return typeof error.code === 'string' ? error.code : undefined
}
