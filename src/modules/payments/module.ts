import { defineModule } from '../../kernel/server/module.ts'
import { deliverMessagesJob } from './server/acquirer/deliver.job.ts'
import { embeddedProvider } from './server/acquirer/embedded-provider.ts'
import { switchRoutes } from './server/acquirer/switch.routes.ts'
import { bankLineRoutes } from './server/bank-line.routes.ts'
import { callProviderJob, reconcileJob } from './server/call-provider.job.ts'
import { invariants } from './server/invariants.ts'
import { payRoutes } from './server/pay.routes.ts'
import { paymentRoutes } from './server/payment.routes.ts'
import { registerProvider } from './server/provider.ts'
import { approvalReaction } from './server/refund-sending.ts'
import { runRefundJob } from './server/run-refund.job.ts'
import { settlementRoutes } from './server/settlement.routes.ts'
import { settleJob } from './server/settlement.service.ts'
import { tossProvider } from './server/toss/toss-provider.ts'
import { webhookRoutes } from './server/webhook.routes.ts'
import { bankLineLifecycle } from './shared/bank-line.lifecycle.ts'
import { bankLineEntity, settlementEntity } from './shared/bank-line.ts'
import { paymentLifecycle } from './shared/payment.lifecycle.ts'
import { acquirerFeeRate, cardProvider, refundApprovalLimit } from './shared/payment.settings.ts'
import { paymentEntity } from './shared/payment.ts'

registerProvider(embeddedProvider)
registerProvider(tossProvider)

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
    'bank-line.matched@1',
    'bank-line.unmatched@1',
    'bank-line.posted@1',
    'bank-line.ignored@1',
    'bank-line.reopened@1',
    'settlement.received@1',
  ],
  entities: [paymentEntity, bankLineEntity, settlementEntity],
  lifecycles: [paymentLifecycle, bankLineLifecycle],
  async routes(app) {
    paymentRoutes(app)
    bankLineRoutes(app)
    settlementRoutes(app)
    switchRoutes(app)
    await payRoutes(app)
    await webhookRoutes(app)
  },
  reactions: [approvalReaction],
  jobs: [callProviderJob, runRefundJob, reconcileJob, deliverMessagesJob, settleJob],
  crons: [
    { name: 'payments.reconcile', schedule: '* * * * *', job: 'payments.reconcile' },
    {
      name: 'payments.deliver-acquirer-messages',
      schedule: '* * * * *',
      job: 'payments.deliver-acquirer-messages',
    },
    { name: 'payments.settle-acquirers', schedule: '0 6 * * *', job: 'payments.settle-acquirers' },
  ],
  settings: [refundApprovalLimit, acquirerFeeRate, cardProvider],
  invariants,
  migrations: new URL('./server/migrations/', import.meta.url),
  catalogues: new URL('./i18n/', import.meta.url),
})
