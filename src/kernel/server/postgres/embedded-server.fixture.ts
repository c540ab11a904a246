// A little application for the tests to kill: starts the server, prints one line, waits.
import { startEmbedded } from './embedded-server.ts'
import { StartupError, startupMessage } from './startup-error.ts'

const [dataDir = ''] = process.argv.slice(2)
try {
  const server = await startEmbedded({ dataDir })
  console.log(JSON.stringify({ url: server.url, pid: server.pid() }))
} catch (error) {
  console.error(startupMessage(error))
  process.exitCode = error instanceof StartupError ? error.exitCode : 99
}
