import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BlobStore } from './blob-store.ts'
import { diskStore } from './disk-store.ts'
import { s3Store } from './s3-store.ts'

let chosen: BlobStore | undefined

/**
 * The store of this process: S3 when `FILES_S3_ENDPOINT` and `FILES_S3_BUCKET` are set (with `FILES_S3_REGION`, `FILES_S3_KEY`,
 * `FILES_S3_SECRET`, `FILES_S3_PREFIX`), else the folder `files` under `DATA_DIR`.
 */
export function fileStore(): BlobStore {
  chosen ??= storeFrom(process.env)
  return chosen
}

/** Chooses the store by hand: for tests, and for the composition. */
export function useFileStore(store: BlobStore | undefined): void {
  chosen = store
}

function storeFrom(env: NodeJS.ProcessEnv): BlobStore {
  const { FILES_S3_ENDPOINT: endpoint, FILES_S3_BUCKET: bucket } = env
  if (endpoint && bucket) {
    return s3Store({
      endpoint,
      bucket,
      region: env.FILES_S3_REGION ?? 'us-east-1',
      accessKeyId: env.FILES_S3_KEY ?? '',
      secretAccessKey: env.FILES_S3_SECRET ?? '',
      ...(env.FILES_S3_PREFIX ? { prefix: env.FILES_S3_PREFIX } : {}),
    })
  }
  return diskStore(join(dataDir(env), 'files'))
}

export function dataDir(env: NodeJS.ProcessEnv = process.env): string {
  return (
    env.DATA_DIR ?? join(env.VITEST ? tmpdir() : process.cwd(), env.VITEST ? 'wheelhouse-test-data' : 'data')
  )
}
