import { defineModule } from '../../kernel/server/module.ts'

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
