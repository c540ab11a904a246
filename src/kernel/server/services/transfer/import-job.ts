import { z } from 'zod'
import { defineJob, type JobHandler } from '../../jobs.ts'
import type { ModuleManifest } from '../../module.ts'

export function importJob(_modules: readonly ModuleManifest[]): JobHandler {
  return defineJob({ kind: 'kernel.import', input: z.object({ importId: z.uuid() }), run: async () => ({}) })
}
