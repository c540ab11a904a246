import { prepareDemo } from '../demo/prepare-demo.ts'
import { environment } from '../settings.ts'
import { type Command, option, UsageError } from './command.ts'

export const demoCommand: Command = {
  name: 'demo',
  usage: 'demo --orders N',
  about: {
    ko: '시연용 회사를 N건의 주문까지 키웁니다 (중단해도 이어집니다)',
    en: 'grow the demo company to N orders; goes on where it was stopped',
  },
  async run({ databaseUrl, args, say }) {
    const orders = Number(option(args, 'orders') ?? environment().demoOrders)
    if (!Number.isInteger(orders) || orders < 1)
      throw new UsageError('주문 수는 1 이상의 정수입니다 · N is a whole number')
    await prepareDemo({ databaseUrl, orders, say })
    return 0
  },
}
