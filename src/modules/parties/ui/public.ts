/** What other modules' screens may use of parties. */
export type { PartyRow } from './party.ts'
export { usePartyLookup } from './party-lookup.tsx'
