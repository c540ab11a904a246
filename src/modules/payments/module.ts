import { defineModule } from '../../kernel/server/module.ts'
import { paymentLifecycle } from './shared/payment.lifecycle.ts'
import { paymentEntity } from './shared/payment.ts'

export default defineModule({
  name: 'payments',
  permissions: [
    'payment.read',
    'payment.capture',
    'payment.void',
    'payment.refund',
    'payment.approve-refund',
    'payment.match-bank',
    'payment.settle',
    'payment.manage-provider',
  ],
  events: [
    'payment.begun@1',
    'payment.authorised@1',
    'payment.captured@1',
    'payment.declined@1',
    'payment.voided@1',
    'payment.expired@1',
    'payment.refunded@1',
  ],
  entities: [paymentEntity],
  lifecycles: [paymentLifecycle],
  migrations: new URL('./server/migrations/', import.meta.url),
  catalogues: new URL('./i18n/', import.meta.url),
})
