import { Button, CopyButton } from '@mantine/core'
import type { ReactNode } from 'react'
import { Link } from '../../../../kernel/ui/link.tsx'
import { MoneyText } from '../../../../kernel/ui/values.tsx'
import { useT } from '../text.ts'
import classes from './desk.module.css'
import type { Desk } from './use-desk.ts'

/** The order just placed, with the way to pay where the customer must pay first. */
export function LastOrder({ desk, children }: { desk: Desk; children?: ReactNode }): ReactNode {
  const t = useT()
  if (!desk.last) return null
  const { id, number, total, paymentPath } = desk.last
  return (
    <p className={classes.last} role="status">
      {t('desk.lastOne')} <Link to={`/orders/${id}`}>{number}</Link> <MoneyText value={total} />
      {paymentPath ? (
        <>
          <a href={paymentPath} target="_blank" rel="noopener">
            {t('desk.payLink')}
          </a>
          <CopyButton value={new URL(paymentPath, location.origin).href}>
            {({ copied, copy }) => (
              <Button variant="subtle" size="compact-xs" onClick={copy}>
                {copied ? t('tracking.copied') : t('tracking.copy')}
              </Button>
            )}
          </CopyButton>
        </>
      ) : null}
      {children}
    </p>
  )
}
