import { createHash } from 'node:crypto'
import type { Readable } from 'node:stream'
import { DomainError, notFound } from '../../../shared/errors.ts'
import { newId } from '../../../shared/ids.ts'
import { audit } from '../../audit.ts'
import type { Db } from '../../connection.ts'
import type { Tx } from '../../transaction.ts'
import { BlobMissing } from './blob-store.ts'
import { safeName, sniff } from './content-type.ts'
import { fileStore } from './file-store.ts'

/** Bytes already in the store, not yet known to the database. */
export interface KeptFile {
  name: string
  contentType: string
  sizeBytes: number
  sha256: string
  danger: string | null
}

export interface StoredFile {
  id: string
  companyId: string
  name: string
  contentType: string
  sizeBytes: bigint
  sha256: string
  entity: string | null
  recordId: string | null
  state: 'clean' | 'quarantined'
  quarantineReason: string | null
  createdBy: string
  createdByName: string
  createdAt: Date
}

export const maxFileMegabytes = 20
export const maxFileBytes = maxFileMegabytes * 1024 * 1024

/** Puts bytes into the store; before the transaction that will know them, because a store may be far away. */
export async function keepBytes(name: string, bytes: Buffer): Promise<KeptFile> {
  if (bytes.length === 0) throw new DomainError('file.empty')
  if (bytes.length > maxFileBytes)
    throw new DomainError('file.too-large', { maxMegabytes: maxFileMegabytes }, 413)
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  const { contentType, danger } = sniff(bytes, name)
  await fileStore().keep(sha256, bytes)
  return { name: safeName(name), contentType, sizeBytes: bytes.length, sha256, danger: danger ?? null }
}

/** Makes kept bytes a file of the company, alone or belonging to a record. */
export async function recordFile(
  tx: Tx,
  kept: KeptFile,
  owner: { entity: string; id: string } | null = null,
): Promise<StoredFile> {
  const row = await tx.row<StoredFile>(
    'kernel.record_file',
    `insert into kernel.file
       (id, company_id, name, content_type, size_bytes, sha256, entity, record_id, state, quarantine_reason,
        created_by, created_by_name, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
     returning *`,
    [
      newId(),
      tx.principal.companyId,
      kept.name,
      kept.contentType,
      kept.sizeBytes,
      kept.sha256,
      owner?.entity ?? null,
      owner?.id ?? null,
      kept.danger ? 'quarantined' : 'clean',
      kept.danger,
      tx.principal.id,
      tx.principal.name,
      tx.now,
    ],
  )
  const file = row as StoredFile
  audit(tx, {
    action: 'file.upload',
    entity: 'file',
    id: file.id,
    after: {
      name: file.name,
      sha256: file.sha256,
      state: file.state,
      entity: file.entity,
      recordId: file.recordId,
    },
  })
  return file
}

export async function fileById(db: Db, companyId: string, id: string): Promise<StoredFile> {
  const file = await db.row<StoredFile>(
    'kernel.file_by_id',
    'select * from kernel.file where id = $1 and company_id = $2',
    [id, companyId],
  )
  if (!file) throw notFound('file', id)
  return file
}

export function filesOfRecord(
  db: Db,
  companyId: string,
  owner: { entity: string; id: string },
): Promise<StoredFile[]> {
  return db.rows(
    'kernel.files_of_record',
    'select * from kernel.file where company_id = $1 and entity = $2 and record_id = $3 order by created_at desc, id desc limit 200',
    [companyId, owner.entity, owner.id],
  )
}

/** The bytes of a file; whether the caller may have them is decided before. */
export async function readBytes(file: Pick<StoredFile, 'sha256'>): Promise<Readable> {
  try {
    return await fileStore().read(file.sha256)
  } catch (error) {
    if (error instanceof BlobMissing) throw new DomainError('file.gone', {}, 404)
    throw error
  }
}

/** Lets a quarantined file out; the reason stays in the audit trail. */
export async function releaseFile(tx: Tx, id: string, reason: string): Promise<StoredFile> {
  const file = await fileById(tx, tx.principal.companyId, id)
  await tx.exec('kernel.release_file', `update kernel.file set state = 'clean' where id = $1`, [id])
  audit(tx, {
    action: 'file.release',
    entity: 'file',
    id,
    before: { state: file.state },
    after: { state: 'clean' },
    reason,
  })
  return { ...file, state: 'clean' }
}

export async function removeFile(tx: Tx, file: StoredFile): Promise<void> {
  await tx.exec('kernel.remove_file', 'delete from kernel.file where id = $1', [file.id])
  audit(tx, {
    action: 'file.remove',
    entity: 'file',
    id: file.id,
    before: { name: file.name, sha256: file.sha256 },
  })
}
