/** A trade document as another system tells it: one invoice, one cancellation. */
export interface HistoricDocument {
  key: string
  /** 1, or higher when the same key comes again later in the source. */
  part: number
  customerKey: string | null
  partyId: string | null
  market: string
  /** The source's wall clock, `YYYY-MM-DD HH:MM:SS`. */
  localAt: string
  at: Date
  businessDate: string
  /** Marked as a cancellation or a correction by the source itself. */
  kind: 'sale' | 'cancellation' | 'debt'
  lines: readonly HistoricLine[]
  shippingFeeMinor?: bigint
  /** Not delivered yet: the order stays confirmed. */
  open?: boolean
}

export interface HistoricLine {
  sku: string
  name: string | null
  /** Signed whole units. */
  quantity: bigint
  /** Exact decimal in major units. */
  unitPrice: string
  /** Taken off the line, minor units. */
  discountMinor?: bigint
}

/** The house the documents come into. */
export interface HistoricPlace {
  source: string
  currency: string
  channelCode: string
  warehouseId: string
}

/** What takes something away: everything of a document that is not a sale. */
export interface HistoricNote {
  document: HistoricDocument
  kind: 'cancellation' | 'adjustment' | 'debt'
  lines: readonly HistoricLine[]
}
