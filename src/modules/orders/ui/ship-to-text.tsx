import type { ReactNode } from 'react'
import type { ShipTo } from './order.api.ts'

/** A delivery address in one or two lines. */
export function ShipToText({ shipTo }: { shipTo: ShipTo | null }): ReactNode {
  if (!shipTo) return null
  const { name, phone, postalCode, line1, line2 } = shipTo
  return (
    <>
      {[name, phone].filter(Boolean).join(' · ')}
      <br />
      {[postalCode ? `(${postalCode})` : '', line1, line2].filter(Boolean).join(' ')}
    </>
  )
}
