import type { HistoricDocument } from '../../../modules/orders/server/history/history.types.ts'
import type { Reject } from '../../../modules/orders/server/history/import-run.ts'
import type { PartyDraft } from '../../../modules/parties/api.ts'

/** A document as a profile reads it; who the customer is becomes known when its party has been made. */
export type SourceDocument = Omit<HistoricDocument, 'partyId'>

/** What a reader finds, in the source's own order. */
export interface Found {
  document: SourceDocument | undefined
  rejects: Reject[]
}

/** How the files of one system are read, and into which company they come. */
export interface ImportProfile {
  name: string
  company: {
    code: string
    name: string
    nameEn: string
    currency: string
    timeZone: string
    firstYear: number
  }
  channel: { code: string; name: string; nameEn: string }
  warehouse: { code: string; name: string; nameEn: string }
  /** Streams the file's documents. Memory does not grow with the file. */
  read(path: string): AsyncGenerator<Found>
  /** Customers the documents of a batch name. */
  customers(documents: readonly SourceDocument[]): PartyDraft[]
  /** Other parties a source knows (suppliers, carriers, employees), made once before the documents. */
  parties?(path: string): Promise<PartyDraft[]>
  /** Names of articles as the source's own catalog gives them. */
  isArticle(sku: string): boolean
}
