import type { ReactNode } from 'react'
import { Problem } from '../../../../kernel/ui/page.tsx'
import { MoneyText } from '../../../../kernel/ui/values.tsx'
import { useT } from '../text.ts'
import classes from './desk.module.css'
import type { Desk } from './use-desk.ts'

/** The sums as the server reckons them; the total is read out when it settles. */
export function DeskTotal({ desk }: { desk: Desk }): ReactNode {
  const t = useT()
  const { quote, quoteError, pricing } = desk
  if (quoteError) return <Problem error={quoteError} />
  if (!quote) return <p className={classes.note}>{t('desk.sum.empty')}</p>
  return (
    <dl className={classes.sums} data-pricing={pricing || undefined}>
      <div>
        <dt>{t('desk.sum.net')}</dt>
        <dd>
          <MoneyText value={quote.net} />
        </dd>
      </div>
      <div>
        <dt>{t('desk.sum.vat')}</dt>
        <dd>
          <MoneyText value={quote.vat} />
        </dd>
      </div>
      {quote.discount.amount === '0' ? null : (
        <div>
          <dt>{t('desk.sum.discount')}</dt>
          <dd>
            <MoneyText value={{ ...quote.discount, amount: `-${quote.discount.amount}` }} />
          </dd>
        </div>
      )}
      <div data-total>
        <dt>{t('desk.sum.total')}</dt>
        <dd aria-live="polite" aria-busy={pricing}>
          <MoneyText value={quote.total} />
        </dd>
      </div>
    </dl>
  )
}
