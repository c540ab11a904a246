/** How a product stands under the VAT act: 과세 10 %, 영세율 (§21, exports), 면세 (§26, unprocessed food, books). */
export const taxClasses = ['taxable', 'zero-rated', 'exempt'] as const

export type TaxClass = (typeof taxClasses)[number]
