import { defineModule } from '../../kernel/server/module.ts'
import { accountRoutes } from './server/account.routes.ts'
import { exchangeRoutes } from './server/exchange.routes.ts'
import { invariants } from './server/invariants.ts'
import { journalRoutes } from './server/journal.routes.ts'
import { openBooksOfNewCompany } from './server/open-books.reaction.ts'
import { periodRoutes } from './server/period.routes.ts'
import { statementRoutes } from './server/statement.routes.ts'
import { sumBooksJob } from './server/sums.ts'
import { periodLifecycle } from './shared/period.lifecycle.ts'
import { accountEntity, periodEntity, transferEntity } from './shared/records.ts'

export default defineModule({
  name: 'ledger',
  permissions: [
    'ledger.read',
    'ledger.post',
    'ledger.reverse',
    'ledger.manage-accounts',
    'ledger.close-period',
    'ledger.reopen-period',
  ],
  events: ['transfer.entered@1', 'transfer.reversed@1', 'period.closed@1', 'period.reopened@1'],
  entities: [transferEntity, accountEntity, periodEntity],
  lifecycles: [periodLifecycle],
  routes(app) {
    journalRoutes(app)
    accountRoutes(app)
    statementRoutes(app)
    periodRoutes(app)
    exchangeRoutes(app)
  },
  reactions: [openBooksOfNewCompany],
  jobs: [sumBooksJob],
  crons: [{ name: 'ledger.sum-books', schedule: '*/2 * * * *', job: 'ledger.sum-books' }],
  invariants,
  migrations: new URL('./server/migrations/', import.meta.url),
  catalogues: new URL('./i18n/', import.meta.url),
  appendOnly: [
    'ledger.transfer',
    'ledger.posting',
    'ledger.hold',
    'ledger.resolution',
    'ledger.reversal',
    'ledger.exchange_rate',
  ],
})
