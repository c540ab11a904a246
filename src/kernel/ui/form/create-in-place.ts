import { type ComponentType, lazy } from 'react'
import type { Lookup } from './field-spec.ts'

export interface LookupCreateProps {
  lookup: Lookup
  /** What was typed becomes the first field. */
  typed: string
  onClose: () => void
  onCreated: (row: unknown) => void
}

let load: (() => Promise<{ default: ComponentType<LookupCreateProps> }>) | undefined

/** The frame says where the form is: a lookup stands inside forms and cannot itself import one. */
export function registerCreateInPlace(loader: typeof load): void {
  load = loader
}

export const LookupCreate = lazy(async () => {
  if (!load) throw new Error('Nobody registered the form for creation in place')
  return load()
})
