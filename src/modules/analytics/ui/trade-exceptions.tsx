import type { ReactNode } from 'react'
import { numberText } from '../../../kernel/ui/format.ts'
import { Link } from '../../../kernel/ui/link.tsx'
import { useMay } from '../../../kernel/ui/me.ts'
import { MoneyText, StateBadge, When } from '../../../kernel/ui/values.tsx'
import { useT } from './text.ts'
import type { ExceptionName, Trade, Waiting } from './trade.api.ts'
import classes from './trade.module.css'

const names: readonly ExceptionName[] = ['waitingForPayment', 'lateShipments', 'onHold', 'deadLetters']

/** What has waited too long, oldest first, with the way to all of it. */
export function TradeExceptions({ exceptions }: { exceptions: Trade['exceptions'] }): ReactNode {
  const t = useT()
  const maySeeEvents = useMay('dead-letter.manage')
  const present = names.filter((name) => exceptions[name].count !== '0')
  if (present.length === 0) return <p className={classes.quiet}>{t('trade.noneWrong')}</p>
  return (
    <ul className={classes.exceptions}>
      {present.map((name) => (
        <li key={name}>
          <div className={classes.exceptionHead}>
            <StateBadge
              tone={name === 'deadLetters' ? 'stopped' : 'attention'}
              label={t('trade.since', { n: numberText(exceptions[name].count) })}
            />
            <strong>{t(`exception.${name}`)}</strong>
            {name !== 'deadLetters' || maySeeEvents ? (
              <Link to={pathOf(name, exceptions[name])}>{t('trade.more')}</Link>
            ) : null}
          </div>
          <ul className={classes.items}>
            {exceptions[name].items.map((item) => (
              <li key={item.id}>
                <Link to={`/${name === 'lateShipments' ? 'shipments' : 'orders'}/${item.id}`}>
                  {item.number}
                </Link>
                {item.total ? <MoneyText value={item.total} /> : null}
                <span>{item.reason ?? item.orderNumber ?? ''}</span>
                <When at={item.since} />
              </li>
            ))}
          </ul>
        </li>
      ))}
    </ul>
  )
}

function pathOf(name: ExceptionName, waiting: Waiting): string {
  const before = waiting.before?.slice(0, 10) ?? ''
  switch (name) {
    case 'waitingForPayment':
      return `/orders?state=awaiting-payment&orderedAt.lte=${before}&sort=orderedAt`
    case 'onHold':
      return '/orders?view=onHold&state=on-hold'
    case 'lateShipments':
      return `/shipments?state=shipped&shippedAt.lte=${before}`
    case 'deadLetters':
      return '/admin/dead-letters'
  }
}
