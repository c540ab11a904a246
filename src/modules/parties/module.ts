import { defineModule } from '../../kernel/server/module.ts'
import { partyInvariants } from './server/invariants.ts'
import { partyImport } from './server/party.import.ts'
import { partyRoutes } from './server/party.routes.ts'
import { refreshRoles } from './server/refresh-roles.job.ts'
import { organisationSearch, personSearch } from './server/search.ts'
import { partyLifecycle } from './shared/party.lifecycle.ts'
import {
  addressEntity,
  consentEntity,
  contactPointEntity,
  partyEntity,
  relationEntity,
  roleEntity,
} from './shared/party.ts'

export default defineModule({
  name: 'parties',
  permissions: ['party.read', 'party.create', 'party.change', 'party.close', 'party.merge'],
  events: [
    'party.created@1',
    'party.changed@1',
    'party.rested@1',
    'party.reactivated@1',
    'party.closed@1',
    'party.merged@1',
    'party.unmerged@1',
    'consent.changed@1',
  ],
  entities: [partyEntity, addressEntity, contactPointEntity, roleEntity, relationEntity, consentEntity],
  lifecycles: [partyLifecycle],
  routes: partyRoutes,
  jobs: [refreshRoles],
  crons: [{ name: 'parties.refresh-roles', schedule: '5 0 * * *', job: 'parties.refresh-roles' }],
  search: [organisationSearch, personSearch],
  imports: [partyImport],
  invariants: partyInvariants,
  appendOnly: ['parties.consent_entry'],
  migrations: new URL('./server/migrations/', import.meta.url),
  catalogues: new URL('./i18n/', import.meta.url),
})
