import { existsSync, mkdirSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { Database } from '../../../kernel/server/database.ts'
import { createCompany } from '../../../kernel/server/identity/owner.ts'
import { systemPrincipal } from '../../../kernel/server/principal.ts'
import { byteOrderMark, csvRecord } from '../../../kernel/shared/csv-safe.ts'
import { newId } from '../../../kernel/shared/ids.ts'
import { createChannels, createProducts, variantsBySku } from '../../../modules/catalog/api.ts'
import { createWarehouses, receive } from '../../../modules/inventory/api.ts'
import { openBooks } from '../../../modules/ledger/api.ts'
import type { HistoricDocument, HistoricPlace } from '../../../modules/orders/server/history/history.types.ts'
import {
  finishRun,
  type HistoryBatch,
  type ImportRun,
  markOpened,
  openRun,
  recordBatch,
  rejectsOf,
} from '../../../modules/orders/server/history/import-run.ts'
import { openingReason } from '../../../modules/orders/server/stock-posting.reaction.ts'
import { createParties } from '../../../modules/parties/api.ts'
import { roles } from '../../roles.ts'
import { type Command, option, UsageError } from '../command.ts'
import { northwind } from './northwind.profile.ts'
import { onlineRetail } from './online-retail.profile.ts'
import type { Found, ImportProfile } from './profile.ts'
import { hashOfFile } from './text-file.ts'

const profiles: readonly ImportProfile[] = [onlineRetail, northwind]
const documentsAtOnce = 60
const linesAtOnce = 3_000
const receiptLines = 1_000

export const importCommand: Command = {
  name: 'import',
  usage: `import orders --profile <${profiles.map(({ name }) => name).join('|')}> FILE`,
  about: {
    ko: '다른 시스템의 거래를 들여옵니다 (중단해도 이어집니다)',
    en: "bring another system's trade in; goes on where it was stopped",
  },
  async run({ database, dataDir, args, say }) {
    const profile = profiles.find(({ name }) => name === option(args, 'profile'))
    const path = args.findLast((arg) => !arg.startsWith('--'))
    if (args[0] !== 'orders' || !profile || !path)
      throw new UsageError('무엇을 들여올지 알려 주세요 · say what to import')
    if (!existsSync(path)) throw new UsageError(`파일이 없습니다 · no such file: ${path}`)
    const hash = await hashOfFile(path)
    const place = await openPlace(database, profile)
    const run = await database.transaction({ principal: place.principal }, (tx) =>
      openRun(tx, { profile: profile.name, hash, name: basename(path) }),
    )
    if (run.state === 'done') {
      say(
        `이미 들여온 파일입니다: 문서 ${run.documents}건 · this file is in already: ${run.documents} documents`,
      )
      return 0
    }
    if (!run.opened) await openStock(database, profile, path, place, run)
    const finished = await readOn(database, profile, path, place, run, say)
    await database.transaction({ principal: place.principal }, (tx) => finishRun(tx, finished))
    const errorFile = finished.rejected > 0n ? await writeErrorFile(database, finished, dataDir) : undefined
    say(
      `문서 ${finished.documents}건, 줄 ${finished.lines}개를 들여왔습니다 · ${finished.documents} documents, ${finished.lines} lines are in`,
    )
    if (finished.known > 0n)
      say(`이미 있던 문서 ${finished.known}건은 건너뛰었습니다 · ${finished.known} documents were in already`)
    if (errorFile)
      say(`들여오지 못한 줄 ${finished.rejected}개 · ${finished.rejected} rows were rejected: ${errorFile}`)
    return 0
  },
}

interface OpenPlace extends HistoricPlace {
  principal: ReturnType<typeof systemPrincipal>
}

/** The company a profile's trade comes into, with its book, channel and warehouse; made on the first import. */
async function openPlace(database: Database, profile: ImportProfile): Promise<OpenPlace> {
  const { company, channel, warehouse } = profile
  const known = await database.row<{ id: string }>('', 'select id from kernel.company where code = $1', [
    company.code,
  ])
  const principal = systemPrincipal(known?.id ?? newId(), `import ${profile.name}`)
  return database.transaction({ principal }, async (tx) => {
    if (!known) await createCompany(tx, principal.companyId, company, roles)
    await openBooks(tx, {
      companyId: principal.companyId,
      currency: company.currency,
      firstYear: company.firstYear,
    })
    await createChannels(tx, [
      { ...channel, kind: 'marketplace', currency: company.currency as 'GBP', pricesIncludeTax: true },
    ])
    const [made] = await createWarehouses(tx, [{ ...warehouse, currency: company.currency as 'GBP' }])
    return {
      principal,
      source: profile.name,
      currency: company.currency,
      channelCode: channel.code,
      warehouseId: made?.id ?? '',
    }
  })
}

/**
 * The file does not say what lay on the shelves before it begins. What it takes off them is received first, at no known
 * cost, so that every sale is a real issue of real stock.
 */
async function openStock(
  database: Database,
  profile: ImportProfile,
  path: string,
  place: OpenPlace,
  run: ImportRun,
): Promise<void> {
  const need = new Map<string, { quantity: bigint; name: string }>()
  for await (const { document } of profile.read(path)) {
    if (!document || document.kind === 'debt') continue
    for (const line of document.lines) {
      if (!profile.isArticle(line.sku)) continue
      const known = need.get(line.sku) ?? { quantity: 0n, name: '' }
      const taken = line.quantity > 0n ? line.quantity : document.kind === 'sale' ? -line.quantity : 0n
      need.set(line.sku, { quantity: known.quantity + taken, name: known.name || (line.name?.trim() ?? '') })
    }
  }
  await database.transaction({ principal: place.principal }, async (tx) => {
    const items = [...need].filter(([, { quantity }]) => quantity > 0n)
    for (let from = 0; from < items.length; from += receiptLines) {
      const part = items.slice(from, from + receiptLines)
      await createProducts(
        tx,
        part.map(([sku, { name }]) => ({
          code: sku,
          name: name || sku,
          taxClass: 'exempt',
          variants: [{ sku, stocked: true }],
        })),
      )
      const variants = await variantsBySku(
        tx,
        place.principal.companyId,
        part.map(([sku]) => sku),
      )
      await receive(tx, [
        {
          warehouseId: place.warehouseId,
          reason: openingReason,
          reference: `${profile.name} ${from / receiptLines + 1}`,
          businessDate: `${profile.company.firstYear}-01-01`,
          lines: part.map(([sku, { quantity }]) => ({
            variantId: variants.get(sku)?.id ?? '',
            quantity,
            unitCost: '0',
          })),
        },
      ])
    }
    const others = (await profile.parties?.(path)) ?? []
    await createParties(tx, others)
    await markOpened(tx, run)
  })
}

async function readOn(
  database: Database,
  profile: ImportProfile,
  path: string,
  place: OpenPlace,
  start: ImportRun,
  say: (line: string) => void,
): Promise<ImportRun> {
  let run = start
  if (run.documents > 0n)
    say(`${run.documents}건 다음부터 이어서 들여옵니다 · going on after ${run.documents} documents`)
  const from = performance.now()
  let shown = from
  for await (const found of batchesAfter(profile.read(path), Number(run.documents))) {
    run = await database.transaction({ principal: place.principal }, async (tx) => {
      const documents = found.flatMap(({ document }) => document ?? [])
      const parties = await partyIds(tx, profile, documents)
      const batch: HistoryBatch = {
        documents: documents.map(
          (document): HistoricDocument => ({
            ...document,
            partyId: parties.get(document.customerKey ?? '') ?? null,
          }),
        ),
        rejects: found.flatMap(({ rejects }) => rejects),
        read: found.length,
      }
      return recordBatch(tx, run, batch, place)
    })
    if (performance.now() - shown > 2_000) {
      shown = performance.now()
      const perSecond = Math.round(Number(run.documents - start.documents) / ((shown - from) / 1000))
      say(`  ${run.documents} 문서 · documents, ${run.lines} 줄 · lines, ${perSecond}/s`)
    }
  }
  return run
}

async function partyIds(
  tx: Parameters<typeof createParties>[0],
  profile: ImportProfile,
  documents: Parameters<ImportProfile['customers']>[0],
): Promise<Map<string, string>> {
  const drafts = profile.customers(documents)
  const made = await createParties(tx, drafts)
  return new Map(drafts.map((draft, index) => [draft.reference?.key ?? '', made[index]?.id ?? '']))
}

/** Groups what is found into batches, past what an earlier run has recorded already. */
async function* batchesAfter(found: AsyncGenerator<Found>, skip: number): AsyncGenerator<Found[]> {
  let batch: Found[] = []
  let lines = 0
  let seen = 0
  for await (const one of found) {
    seen += 1
    if (seen <= skip) continue
    batch.push(one)
    lines += one.document?.lines.length ?? 0
    if (batch.length >= documentsAtOnce || lines >= linesAtOnce) {
      yield batch
      batch = []
      lines = 0
    }
  }
  if (batch.length > 0) yield batch
}

async function writeErrorFile(database: Database, run: ImportRun, dataDir: string): Promise<string> {
  const folder = join(dataDir, 'imports')
  mkdirSync(folder, { recursive: true })
  const path = join(folder, `${run.id}-rejected.csv`)
  const file = await open(path, 'w')
  let columns: string[] | undefined
  for await (const { lineNo, reason, raw } of rejectsOf(database, run.id)) {
    if (!columns) {
      columns = Object.keys(raw)
      await file.write(byteOrderMark + csvRecord(['line', 'reason', ...columns]))
    }
    await file.write(csvRecord([String(lineNo), reason, ...columns.map((column) => raw[column] ?? '')]))
  }
  await file.close()
  return path
}
