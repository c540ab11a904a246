// What other modules may ask of the orders. News goes up as events; these are readings that explain them.
export {
  type CustomerOrder,
  type CustomerParcel,
  customerOrder,
  trackingTokenOf,
} from './server/customer-order.queries.ts'
export { cancelByCustomer } from './server/customer-order.service.ts'
export { openWork } from './server/open-work.queries.ts'
export { type OrderFacts, orderFacts, orderLineFacts } from './server/order.facts.ts'
