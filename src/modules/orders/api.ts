// What other modules may ask of the orders. News goes up as events; these are readings that explain them.
export {
  type LateShipment,
  type OpenWork,
  openWork,
  type WaitingOrder,
} from './server/open-work.queries.ts'
export { type OrderFacts, type OrderLineFacts, orderFacts, orderLineFacts } from './server/order.facts.ts'
