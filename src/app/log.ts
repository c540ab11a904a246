import { type Logger, pino } from 'pino'

/** Structured lines on standard output; secrets never reach them. */
export function openLog(name: string, level: string): Logger {
  return pino({
    name,
    level,
    redact: ['req.headers.authorization', 'req.headers.cookie', 'password', 'token'],
    base: { pid: process.pid },
  })
}
