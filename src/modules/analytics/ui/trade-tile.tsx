import type { ReactNode } from 'react'
import { Await } from '../../../kernel/ui/page.tsx'
import { useTrade } from './trade.api.ts'
import { TradeFigures } from './trade-figures.tsx'

/** Today's trade on the home page. */
export default function TradeTile(): ReactNode {
  const query = useTrade()
  return <Await query={query}>{(trade) => <TradeFigures trade={trade} short />}</Await>
}
