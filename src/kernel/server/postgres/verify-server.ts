import pg from 'pg'
import { codeOf, StartupError } from './startup-error.ts'

/** What a server that passed every check told about itself. */
export type ServerFacts = { version: string; versionNumber: number; encoding: string }

const minimumVersionNumber = 150_000
const connectTimeoutMs = 10_000

/**
 * Proves before anything is migrated that the server can carry the product: version 15 or later, writable, UTF-8, pg_trgm that
 * sees Hangul, and Korean collation. Creates the extension pg_trgm when it is missing.
 * @throws StartupError server.*
 */
export async function verifyServer(url: string): Promise<ServerFacts> {
  const client = await connect(url)
  try {
    const facts = await factsOf(client)
    await requireTrigrams(client)
    await requireKoreanCollation(client)
    return facts
  } finally {
    await client.end().catch(() => undefined)
  }
}

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: connectTimeoutMs })
  client.on('error', () => undefined)
  try {
    await client.connect()
    return client
  } catch (error) {
    const detail = `${codeOf(error) ?? ''} ${error instanceof Error ? error.message : error}`.trim()
    throw new StartupError(
      'server.unreachable',
      {
        ko: `데이터베이스 서버에 연결할 수 없습니다: ${withoutPassword(url)}\n(${detail})\n서버가 켜져 있는지, DATABASE_URL의 주소·계정·데이터베이스 이름이 맞는지 확인하세요.`,
        en: `The database server cannot be reached: ${withoutPassword(url)}\n(${detail})\nCheck that it runs and that address, account and database name in DATABASE_URL are right.`,
      },
      { cause: error },
    )
  }
}

async function factsOf(client: pg.Client): Promise<ServerFacts> {
  const { rows } = await client.query<ServerFacts & { replica: boolean }>(
    `select current_setting('server_version') as version,
            current_setting('server_version_num')::int as "versionNumber",
            current_setting('server_encoding') as encoding,
            pg_is_in_recovery() as replica`,
  )
  const facts = rows[0]
  if (facts === undefined) throw new Error('the server did not answer')
  if (facts.versionNumber < minimumVersionNumber) {
    throw new StartupError('server.tooOld', {
      ko: `PostgreSQL ${facts.version} 서버는 너무 오래되었습니다. 15 이상으로 올리거나 다른 서버를 DATABASE_URL로 지정하세요.`,
      en: `PostgreSQL ${facts.version} is too old. Upgrade the server to 15 or later, or set DATABASE_URL to another one.`,
    })
  }
  if (facts.replica) {
    throw new StartupError('server.readOnly', {
      ko: '이 서버는 읽기 전용 복제본입니다. DATABASE_URL을 주 서버로 바꾸세요.',
      en: 'This server is a read-only replica. Point DATABASE_URL at the primary.',
    })
  }
  if (facts.encoding !== 'UTF8') {
    throw new StartupError('server.encoding', {
      ko: `데이터베이스 인코딩이 ${facts.encoding}입니다. UTF8로 새 데이터베이스를 만드세요: create database wheelhouse encoding 'UTF8' template template0`,
      en: `The database encoding is ${facts.encoding}. Create a database in UTF8: create database wheelhouse encoding 'UTF8' template template0`,
    })
  }
  return { version: facts.version, versionNumber: facts.versionNumber, encoding: facts.encoding }
}

async function requireTrigrams(client: pg.Client): Promise<void> {
  try {
    await client.query('create extension if not exists pg_trgm')
  } catch (error) {
    throw new StartupError(
      'server.noTrigrams',
      {
        ko: `검색에 필요한 확장 pg_trgm을 만들 수 없습니다. 데이터베이스 관리자에게 다음을 요청하세요: create extension pg_trgm\n(${error instanceof Error ? error.message : error})`,
        en: `The extension pg_trgm, which search needs, cannot be created. Ask the administrator to run: create extension pg_trgm\n(${error instanceof Error ? error.message : error})`,
      },
      { cause: error },
    )
  }
  const home = await client.query<{ schema: string }>(
    `select quote_ident(nspname) as schema
     from pg_extension join pg_namespace on pg_namespace.oid = extnamespace
     where extname = 'pg_trgm'`,
  )
  const schema = home.rows[0]?.schema ?? 'public'
  const shown = await client.query<{ count: number }>(
    `select coalesce(array_length(${schema}.show_trgm('김철수'), 1), 0) as count`,
  )
  if ((shown.rows[0]?.count ?? 0) > 0) return
  throw new StartupError('server.hangul', {
    ko: "이 데이터베이스의 LC_CTYPE으로는 한글 검색이 되지 않습니다. UTF-8 로케일로 새로 만드세요: create database wheelhouse encoding 'UTF8' locale 'C.UTF-8' template template0",
    en: "With the LC_CTYPE of this database Hangul cannot be searched. Create it with a UTF-8 locale: create database wheelhouse encoding 'UTF8' locale 'C.UTF-8' template template0",
  })
}

async function requireKoreanCollation(client: pg.Client): Promise<void> {
  const found = await client.query(`select 1 from pg_collation where collname = 'ko-x-icu'`)
  if (found.rowCount !== 0) return
  throw new StartupError('server.collation', {
    ko: '한국어 정렬(ko-x-icu)이 없는 서버입니다. ICU를 포함한 PostgreSQL을 쓰세요(공식 패키지는 모두 포함합니다).',
    en: 'This server lacks Korean collation (ko-x-icu). Use a PostgreSQL built with ICU, as all official packages are.',
  })
}

function withoutPassword(url: string): string {
  try {
    const parsed = new URL(url)
    parsed.password = ''
    return parsed.toString()
  } catch {
    return 'DATABASE_URL'
  }
}
