import { defineModule } from '../../kernel/server/module.ts'
import { tradeReaction } from './server/trade.reaction.ts'
import { tradeRoutes } from './server/trade.routes.ts'

export default defineModule({
  name: 'analytics',
  permissions: ['trade.read', 'trade.rebuild'],
  routes: tradeRoutes,
  reactions: [tradeReaction],
  migrations: new URL('./server/migrations/', import.meta.url),
  catalogues: new URL('./i18n/', import.meta.url),
})
