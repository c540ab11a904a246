import { z } from 'zod'
import type { Database } from '../../database.ts'
import type { StoredEvent } from '../../events.ts'
import { defineJob, type JobHandler } from '../../jobs.ts'
import type { ModuleManifest, Reaction, SearchRecord, SearchSource } from '../../module.ts'
import { nilId, systemPrincipal } from '../../principal.ts'
import type { Tx } from '../../transaction.ts'
import { searchKeysOf } from './search-keys.ts'

const rebuildBatch = 500

/** One consumer per source, so that a new source begins at the start of the stream and indexes what is already there. */
export function searchReactions(modules: readonly ModuleManifest[]): Reaction[] {
  return searchSourcesOf(modules).map((source) => ({
    name: `search.${source.entity}`,
    on: source.on,
    run: (tx, event) => indexEvents(tx, source, [event]),
    runMany: (tx, events) => indexEvents(tx, source, events),
  }))
}

export function searchSourcesOf(modules: readonly ModuleManifest[]): SearchSource[] {
  return modules.flatMap((module) => module.search ?? [])
}

/** `rebuildSearch` walks every record of the sources asked for and goes on after a stop. */
export function rebuildSearchJob(modules: readonly ModuleManifest[]): JobHandler {
  return defineJob({
    kind: 'kernel.rebuild-search',
    input: z.object({ entity: z.string().optional() }),
    async run(database, job) {
      const sources = searchSourcesOf(modules).filter(
        ({ entity }) => !job.input.entity || entity === job.input.entity,
      )
      const at = z
        .object({ source: z.number(), after: z.string().nullable(), done: z.number() })
        .safeParse(job.checkpoint)
      let { source: start, after, done } = at.success ? at.data : { source: 0, after: null, done: 0 }
      for (let index = start; index < sources.length; index++) {
        const source = sources[index] as SearchSource
        for (;;) {
          const ids = await source.ids(database, job.companyId, after, rebuildBatch)
          const last = ids.at(-1)
          if (last === undefined) break
          await rebuildBatchOf(database, source, job.companyId, ids)
          after = last
          done += ids.length
          await job.progress({ done, checkpoint: { source: index, after, done } })
        }
        after = null
        start = index + 1
      }
      await forgetWords(database, job.companyId)
      return { indexed: done }
    },
  })
}

/** Brings the documents of these records up to date: written when `load` answers them, removed when it does not. */
async function indexRecords(tx: Tx, source: SearchSource, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  const records = await source.load(tx, ids)
  const found = new Set(records.map((record) => record.id))
  const gone = ids.filter((id) => !found.has(id))
  await tx.exec(
    'kernel.search_forget_keys',
    'delete from kernel.search_key where entity = $1 and record_id = any($2::uuid[])',
    [source.entity, ids],
  )
  if (gone.length > 0) {
    await tx.exec(
      'kernel.search_forget',
      'delete from kernel.search_document where entity = $1 and record_id = any($2::uuid[])',
      [source.entity, gone],
    )
  }
  if (records.length === 0) return
  await tx.exec('kernel.search_upsert', upsertSql, [
    JSON.stringify(records.map((record) => documentOf(source, record))),
  ])
}

// Written in order, so that two indexers never wait for each other in a circle.
const upsertSql = `
with document as (
  select * from jsonb_to_recordset($1::jsonb) as d(
    entity text, record_id uuid, company_id uuid, org_unit_id uuid, title text, subtitle text,
    forms text[], grams text[], chosung text, words jsonb, keys text[])
  order by record_id
), written as (
  insert into kernel.search_document
    (entity, record_id, company_id, org_unit_id, title, subtitle, forms, grams, chosung)
  select entity, record_id, company_id, org_unit_id, title, subtitle, forms, grams, chosung from document
  on conflict (entity, record_id) do update
  set company_id = excluded.company_id, org_unit_id = excluded.org_unit_id, title = excluded.title,
    subtitle = excluded.subtitle, forms = excluded.forms, grams = excluded.grams, chosung = excluded.chosung,
    updated_at = now()
), worded as (
  insert into kernel.search_word (company_id, form, strokes)
  select distinct company_id, word ->> 'form', word ->> 'strokes' from document, jsonb_array_elements(words) as word
  order by 1, 2
  on conflict do nothing
)
insert into kernel.search_key (company_id, key, entity, record_id)
select company_id, unnest(keys), entity, record_id from document
on conflict do nothing`

function documentOf(source: SearchSource, record: SearchRecord): unknown {
  return {
    entity: source.entity,
    record_id: record.id,
    company_id: record.companyId,
    // A record that belongs to no unit is hidden from people who see only theirs, as it is in lists.
    org_unit_id: record.orgUnitId === null ? nilId : (record.orgUnitId ?? null),
    title: record.title,
    subtitle: record.subtitle,
    ...searchKeysOf(record.texts),
  }
}

function indexEvents(tx: Tx, source: SearchSource, events: readonly StoredEvent<never>[]): Promise<void> {
  const entity = source.of ?? source.entity
  const own = events.flatMap((event) =>
    event.entity === entity ? [event.recordId] : referred(event.refs, entity),
  )
  return indexRecords(tx, source, [...new Set(own)].sort())
}

/** News of another record indexes those it refers to: a changed address, its customer. */
function referred(refs: readonly string[], entity: string): string[] {
  const prefix = `${entity}:`
  return refs.filter((ref) => ref.startsWith(prefix)).map((ref) => ref.slice(prefix.length))
}

async function rebuildBatchOf(
  database: Database,
  source: SearchSource,
  companyId: string,
  ids: readonly string[],
): Promise<void> {
  await database.transaction({ principal: systemPrincipal(companyId, 'search') }, (tx) =>
    indexRecords(tx, source, ids),
  )
}

/** Removes texts that no document carries any more: a name that was erased must not stay in the vocabulary. */
export async function forgetWords(database: Database, companyId: string): Promise<void> {
  await database.rows(
    'kernel.search_forget_words',
    `delete from kernel.search_word w
     where w.company_id = $1 and not exists (select 1 from kernel.search_document d where d.forms @> array[w.form])`,
    [companyId],
  )
}
