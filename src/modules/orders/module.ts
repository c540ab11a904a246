import { defineModule } from '../../kernel/server/module.ts'
import { bookWaybill } from './server/carrier/book-waybill.job.ts'
import { trackShipmentsJob } from './server/carrier/carrier.port.ts'
import { trackShipments } from './server/carrier/track-shipments.job.ts'
import { orderInvariants } from './server/order.invariants.ts'
import { orderRoutes } from './server/order.routes.ts'
import { orderSearch } from './server/order.search-source.ts'
import { orderReactions } from './server/reactions.ts'
import { orderLifecycle, shipmentLifecycle } from './shared/order.lifecycle.ts'
import { orderEntity, shipmentEntity } from './shared/order.ts'

export default defineModule({
  name: 'orders',
  permissions: [
    'order.read',
    'order.create',
    'order.change',
    'order.price',
    'order.confirm',
    'order.release',
    'order.hold',
    'order.cancel',
    'order.return',
    'order.progress',
    'shipment.read',
    'shipment.progress',
    'shipment.ship',
    'shipment.deliver',
  ],
  events: [
    'order.placed@1',
    'order.reduced@1',
    'order.changed@1',
    'order.returned@1',
    'order.refunded@1',
    'shipment.created@1',
    'shipment.cancelled@1',
    'shipment.booked@1',
    'shipment.tracked@1',
    'shipment.delayed@1',
  ],
  entities: [orderEntity, shipmentEntity],
  lifecycles: [orderLifecycle, shipmentLifecycle],
  routes: orderRoutes,
  reactions: orderReactions,
  jobs: [bookWaybill, trackShipments],
  crons: [{ name: 'orders.track-shipments', schedule: '*/2 * * * *', job: trackShipmentsJob }],
  search: orderSearch,
  invariants: orderInvariants,
  migrations: new URL('./server/migrations/', import.meta.url),
  catalogues: new URL('./i18n/', import.meta.url),
})
