import type { Tx } from '../../../kernel/server/transaction.ts'
import type { ChangePartyBody, CreatePartyBody } from '../shared/party.input.ts'
import type { Party } from '../shared/party.ts'
import { searchKeys } from '../shared/search-keys.ts'
import { type CreatedParty, createParties } from './create-parties.ts'
import { checkAddress, checkedContact, checkedRegistrations } from './party.check.ts'
import { lockParty, tellChange } from './party.store.ts'

/** One party from a form: held to the check digits and to numbers a network could reach, unlike an import's. */
export async function createParty(tx: Tx, body: CreatePartyBody): Promise<CreatedParty> {
  const { address, phone, email, reference, ...facts } = checkedRegistrations(body)
  const country = address?.country
  if (phone !== null) checkedContact('phone', phone, { country, pointer: '/phone' })
  if (email !== null) checkedContact('email', email, { pointer: '/email' })
  if (address) checkAddress(address, '/address')
  const [created] = await createParties(tx, [
    { ...facts, phone, email, addresses: address ? [address] : [], reference: reference ?? null },
  ])
  if (!created) throw new Error('createParties answers for every draft')
  return created
}

/** New facts on a party's own row; what the change does not speak of stays. Refuses with `kernel.stale` when someone was quicker. */
export async function changeParty(
  tx: Tx,
  { id, version, body }: { id: string; version: number | undefined; body: ChangePartyBody },
): Promise<Party> {
  const before = await lockParty(tx, id, version)
  const said = Object.fromEntries(
    Object.entries(checkedRegistrations(body)).filter(([, value]) => value !== undefined),
  ) as ChangePartyBody
  const fields = (Object.keys(said) as (keyof ChangePartyBody)[]).filter(
    (key) => JSON.stringify(said[key]) !== JSON.stringify(before[key]),
  )
  if (fields.length === 0) return before
  const facts: Party = { ...before, ...said }
  const { searchText, chosung, grams } = searchKeys(facts)
  await tx.exec(
    'parties.change_party',
    `update parties.party
     set kind = $2, name = $3, name_en = $4, business_number = $5, corporate_number = $6, languages = $7,
       customer_group = $8, industry = $9, note = $10, search_text = $11, chosung = $12, grams = $13,
       version = version + 1
     where id = $1`,
    [
      id,
      facts.kind,
      facts.name,
      facts.nameEn,
      facts.businessNumber,
      facts.corporateNumber,
      facts.languages,
      facts.customerGroup,
      facts.industry,
      facts.note,
      searchText,
      chosung,
      grams,
    ],
  )
  const pick = (party: Party) => Object.fromEntries(fields.map((key) => [key, party[key]]))
  tellChange(tx, id, { action: 'party.change', fields, before: pick(before), after: pick(facts) })
  return { ...facts, version: before.version + 1 }
}
