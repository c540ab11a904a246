/** What other modules may ask of parties, inside their own transaction. */
export {
  type ConsentDraft,
  consentingParties,
  recordConsents as recordConsent,
} from './server/consent.service.ts'
export { type CreatedParty, createParties } from './server/create-parties.ts'
export type { Duplicate, DuplicateProbe } from './server/duplicates.ts'
export {
  type DefaultAddress,
  type PartySummary,
  partiesById,
  partiesByReference,
} from './server/party.queries.ts'
export type { PartyAddressDraft, PartyDraft } from './server/party-draft.ts'
export { partyMatching } from './server/party-matching.ts'
