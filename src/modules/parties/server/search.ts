import type { SearchSource } from '../../../kernel/server/module.ts'
import { formatBusinessNumber } from '../../../kernel/shared/business-number.ts'
import type { Party, PartyKind } from '../shared/party.ts'

/** Organisations in the global search: by names, number, business number, phones, e-mails and outside keys. */
export const organisationSearch = partySource({ entity: 'party', kind: 'organisation' })

/** Persons are found the same way under an entity of their own, because their names are personal data. */
export const personSearch: SearchSource = {
  ...partySource({ entity: 'person', kind: 'person' }),
  personal: { title: 'name' },
}

function partySource({ entity, kind }: { entity: string; kind: PartyKind }): SearchSource {
  return {
    entity,
    of: 'party',
    on: [
      'party.created@1',
      'party.changed@1',
      'party.merged@1',
      'party.unmerged@1',
      'party.rested@1',
      'party.reactivated@1',
      'party.closed@1',
    ],
    permission: 'party.read',
    path: '/parties/:id',
    async load(db, ids) {
      const rows = await db.rows<Party & { contacts: string[]; keys: string[] }>(
        'parties.search_load',
        `select p.*,
         array(
           select c.normalised from parties.party f join parties.contact_point c on c.party_id = f.id
           where f.root_id = p.id) as contacts,
         array(
           select e.key from parties.party f join parties.external_reference e on e.party_id = f.id
           where f.root_id = p.id) as keys
       from parties.party p
       where p.id = any($1) and p.kind = $2 and p.merged_into is null`,
        [ids, kind],
      )
      return rows.map((party) => ({
        id: party.id,
        companyId: party.companyId,
        title: party.name,
        subtitle: [party.number, party.businessNumber && formatBusinessNumber(party.businessNumber)]
          .filter(Boolean)
          .join(' · '),
        texts: [
          party.name,
          party.nameEn ?? '',
          party.number,
          party.businessNumber ?? '',
          ...party.contacts,
          ...party.contacts.map((contact) => contact.replace(/^\+82/, '0')),
          ...party.keys,
        ].filter((text) => text !== ''),
      }))
    },
    async ids(db, companyId, after, limit) {
      const rows = await db.rows<{ id: string }>(
        'parties.search_ids',
        `select id from parties.party
       where company_id = $1 and kind = $4 and merged_into is null and ($2::uuid is null or id > $2)
       order by id
       limit $3`,
        [companyId, after, limit, kind],
      )
      return rows.map((row) => row.id)
    },
  }
}
