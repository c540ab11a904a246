/** What other modules' screens may use of parties. */
export type { PartyRow } from './party.ts'
export { PartyLookup, usePartyLookup } from './party-lookup.tsx'
