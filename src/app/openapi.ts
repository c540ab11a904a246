import { openDatabase } from '../kernel/server/database.ts'
import { createServer } from '../kernel/server/http/server.ts'
import { openapiDocumentOf } from '../kernel/server/routes/openapi.routes.ts'
import { modules } from './modules.ts'

/** The OpenAPI document of the whole house; declares every route and connects to nothing. */
export async function openapiDocument(): Promise<object> {
  const database = openDatabase({ url: 'postgres://nobody@127.0.0.1:1/none' })
  const app = await createServer({ database, modules, authenticate: async () => undefined })
  try {
    await app.ready()
    return openapiDocumentOf(app)
  } finally {
    await app.close()
    await database.close()
  }
}
