import { roundingRule, tradeReport } from '../../modules/orders/server/history/trade-report.ts'
import { type Command, flag, option, UsageError } from './command.ts'

export const reportCommand: Command = {
  name: 'report',
  usage: 'report trade [--source online-retail] [--json]',
  about: {
    ko: '들여온 거래를 기록에서 집계합니다',
    en: 'figures of brought-in trade, computed from the records',
  },
  async run({ database, args, say }) {
    if (args[0] !== 'trade') throw new UsageError('무엇을 집계할지 알려 주세요 · say what to report')
    const source = option(args, 'source') ?? 'online-retail'
    const scope = await database.row<{ companyId: string }>(
      '',
      'select company_id from orders.import_run where profile = $1 order by started_at desc limit 1',
      [source],
    )
    if (!scope)
      throw new UsageError(`들여온 거래가 없습니다: ${source} · nothing was brought in from ${source}`)
    const report = await tradeReport(database, { companyId: scope.companyId, source })
    if (flag(args, 'json')) say(JSON.stringify(report, null, 1))
    else {
      say(roundingRule)
      for (const [name, figure] of Object.entries(report)) {
        if (typeof figure !== 'object') say(`${name.padEnd(40)} ${figure}`)
      }
    }
    return 0
  },
}
