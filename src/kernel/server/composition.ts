import type { JobHandler } from './jobs.ts'
import type { ModuleManifest, Reaction } from './module.ts'
import { rebuildSearchJob, searchReactions } from './services/search/search-index.ts'
import { importJob } from './services/transfer/import-job.ts'

/** What the modules declare and what the kernel makes of their declarations, such as one search consumer per source. */
export function reactionsOf(modules: readonly ModuleManifest[]): Reaction[] {
  return [...modules.flatMap((module) => module.reactions ?? []), ...searchReactions(modules)]
}

export function jobsOf(modules: readonly ModuleManifest[]): JobHandler[] {
  return [...modules.flatMap((module) => module.jobs ?? []), rebuildSearchJob(modules), importJob(modules)]
}
