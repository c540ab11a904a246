/** A file on its way in, as the server understands it so far. */
export interface Import {
  id: string
  entity: string
  entityLabel?: string
  fileName: string
  sizeBytes: number
  state: 'draft' | 'running' | 'done' | 'failed' | 'cancelled'
  encoding: string
  encodings: string[]
  sheet: string | null
  sheets: string[]
  headerRow: number
  rowCount: number
  columns: { index: number; header: string; samples: string[]; field: string | null }[]
  fields: { name: string; label: string; required: boolean; kind: string; example: string | null }[]
  mode: 'create' | 'upsert'
  keyField: string | null
  missing: string[]
  preview: {
    row: number
    values: Record<string, string>
    errors: { field: string | null; detail: string }[]
  }[]
  accepted: number
  refused: number
  jobId: string | null
}

export interface ImportChange {
  encoding?: string
  sheet?: string
  headerRow?: number
  mapping?: Record<string, string | null>
  mode?: Import['mode']
}

export const importsPath = '/api/v1/kernel/imports'
