import { randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { access, mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { BlobMissing, type BlobStore, requireKey } from './blob-store.ts'

/** Files under a folder of ours, named by their content; half-written ones never appear under their name. */
export function diskStore(folder: string): BlobStore {
  const pathOf = (key: string) => join(folder, requireKey(key).slice(0, 2), key.slice(2, 4), key)
  return {
    name: 'disk',
    async keep(key, bytes) {
      const path = pathOf(key)
      if (await exists(path)) return
      await mkdir(dirname(path), { recursive: true, mode: 0o700 })
      const draft = `${path}.${randomBytes(6).toString('hex')}.part`
      const handle = await open(draft, 'wx', 0o600)
      try {
        await handle.writeFile(bytes)
        await handle.sync()
      } finally {
        await handle.close()
      }
      await rename(draft, path)
    },
    async read(key) {
      const path = pathOf(key)
      if (!(await exists(path))) throw new BlobMissing(key)
      return Readable.from(createReadStream(path))
    },
    has: (key) => exists(pathOf(key)),
    remove: (key) => rm(pathOf(key), { force: true }),
  }
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
