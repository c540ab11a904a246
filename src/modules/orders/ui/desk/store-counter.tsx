import { ActionIcon, Button, NativeSelect, SegmentedControl, TextInput } from '@mantine/core'
import { IconMinus, IconPlus, IconPrinter } from '@tabler/icons-react'
import { type ReactNode, useEffect, useState } from 'react'
import { MoneyInput } from '../../../../kernel/ui/form/number-inputs.tsx'
import { moneyText, numberText } from '../../../../kernel/ui/format.ts'
import { notify } from '../../../../kernel/ui/notify.ts'
import { Page, Problem, Section } from '../../../../kernel/ui/page.tsx'
import { type Money, MoneyText } from '../../../../kernel/ui/values.tsx'
import { ordersPath } from '../order.api.ts'
import { useT } from '../text.ts'
import classes from './desk.module.css'
import { type DeskLine, withProduct } from './desk-draft.ts'
import { DeskTotal } from './desk-total.tsx'
import { LastOrder } from './last-order.tsx'
import { Fault, Heading } from './order-desk.tsx'
import { type FoundProduct, ProductSearch, titleOf } from './product-search.tsx'
import { type Desk, useDesk } from './use-desk.ts'
import { focusOn, useKeys } from './use-keys.ts'
import { useStorePlace } from './use-store-place.ts'

const scanId = 'counter-scan'
const paymentId = 'counter-payment'

/** Scan, take the money, next: the cursor is always where the scanner types. */
export default function StoreCounter(): ReactNode {
  const t = useT()
  const [tendered, setTendered] = useState<Money | null>(null)
  const [givenBack, setGivenBack] = useState<Money>()
  const place = useStorePlace()
  const desk = useDesk({
    name: 'orders.counter',
    channelKind: 'store',
    terms: 'received',
    warehouseId: place.warehouseId,
    onPlaced: (order) => {
      const back = tendered ? BigInt(tendered.amount) - BigInt(order.total.amount) : 0n
      setGivenBack(back > 0n ? { amount: back.toString(), currency: order.currency } : undefined)
      setTendered(null)
      notify.done(t('counter.done', { number: order.number }))
      focusOn(scanId)
    },
  })
  const { form } = desk
  const { lines, method, reference } = form.values
  const total = desk.quote?.total
  const change = total && tendered ? BigInt(tendered.amount) - BigInt(total.amount) : undefined
  const pay = () => {
    const faults = [
      ...(lines.length === 0
        ? [{ pointer: '/lines', code: 'required', detail: t('desk.missing.lines') }]
        : []),
      ...(method === 'card' && reference.trim() === ''
        ? [{ pointer: '/reference', code: 'required', detail: t('desk.missing.reference') }]
        : []),
      ...(method === 'cash' && change !== undefined && change < 0n
        ? [{ pointer: '/tendered', code: 'required', detail: shortText(desk, change) }]
        : []),
    ]
    form.setFaults(faults)
    if (faults.length > 0 || desk.placing || desk.pricing) return
    desk.place({ asDraft: false })
  }
  const shortText = ({ currency }: Desk, missing: bigint) =>
    t('counter.short', { amount: moneyText({ amount: (-missing).toString(), currency }) })
  const [chosen, setChosen] = useState(0)
  useEffect(() => {
    if (chosen > 0) focusOn(paymentId)
  }, [chosen])
  const choose = (next: 'cash' | 'card') => {
    form.set('method', next)
    setChosen((times) => times + 1)
  }
  useKeys([
    ['F4', () => focusOn(scanId)],
    ['F8', () => choose('cash')],
    ['F9', () => choose('card')],
    ['Ctrl+Enter', pay],
  ])
  const pick = (product: FoundProduct, quantity: string | undefined) => {
    const line = { variantId: product.id, sku: product.sku, name: titleOf(product) }
    form.set('lines', (before: DeskLine[]) => withProduct(before, line, quantity ?? '1'))
  }
  const step = (index: number, by: bigint) => {
    const line = lines[index]
    if (!line) return
    const next = BigInt(line.quantity) + by
    form.set(
      'lines',
      next > 0n ? lines.with(index, { ...line, quantity: next.toString() }) : lines.toSpliced(index, 1),
    )
  }
  const prices = new Map(desk.quote?.lines.map((line) => [line.variantId, line]))
  return (
    <Page title={t('counter.title')} back="/orders">
      <LastOrder desk={desk}>
        {givenBack ? (
          <strong>
            {t('counter.change')} <MoneyText value={givenBack} />
          </strong>
        ) : null}
        {desk.last ? (
          <Button
            component="a"
            size="compact-sm"
            variant="default"
            href={`${ordersPath}/${desk.last.id}/receipt.pdf`}
            target="_blank"
            rel="noopener"
            leftSection={<IconPrinter size={14} aria-hidden="true" />}
          >
            {t('saleReceipt.print')}
          </Button>
        ) : null}
      </LastOrder>
      <div className={classes.desk}>
        <Section title={<Heading text={t('desk.lines.title')} keyName="F4" />}>
          <div className={classes.stack}>
            <ProductSearch
              id={scanId}
              size="lg"
              autoFocus
              label={t('counter.scan')}
              placeholder={t('counter.scan')}
              onPick={pick}
            />
            {lines.length === 0 ? <p className={classes.empty}>{t('counter.empty')}</p> : null}
            <ul className={classes.basket}>
              {lines.map((line, index) => (
                <li key={line.variantId}>
                  <span className={classes.name}>
                    {line.name}
                    <span className={classes.hint}>{line.sku}</span>
                  </span>
                  <span className={classes.stepper}>
                    <ActionIcon
                      variant="default"
                      size={36}
                      onClick={() => step(index, -1n)}
                      aria-label={t('counter.minus', { name: line.name })}
                    >
                      <IconMinus size={16} aria-hidden="true" />
                    </ActionIcon>
                    <b>{numberText(line.quantity)}</b>
                    <ActionIcon
                      variant="default"
                      size={36}
                      onClick={() => step(index, 1n)}
                      aria-label={t('counter.plus', { name: line.name })}
                    >
                      <IconPlus size={16} aria-hidden="true" />
                    </ActionIcon>
                  </span>
                  <span className={classes.amount} data-pricing={desk.pricing || undefined}>
                    <MoneyText value={prices.get(line.variantId)?.total} />
                  </span>
                </li>
              ))}
            </ul>
            {form.error('/lines') ? <Fault text={form.error('/lines')} /> : null}
          </div>
        </Section>
        <div className={classes.side}>
          <Section title={t('desk.payment.title')}>
            <div className={classes.stack}>
              <NativeSelect
                label={t('counter.place')}
                data={place.options}
                value={place.warehouseId ?? ''}
                onChange={(event) => place.choose(event.currentTarget.value)}
              />
              <DeskTotal desk={desk} />
              <SegmentedControl
                fullWidth
                size="md"
                aria-label={t('payment.method')}
                value={method}
                onChange={(next) => choose(next as 'cash' | 'card')}
                data={[
                  { value: 'cash', label: <Heading text={t('method.cash')} keyName="F8" /> },
                  { value: 'card', label: <Heading text={t('method.card')} keyName="F9" /> },
                ]}
              />
              <div id={paymentId}>
                {method === 'cash' ? (
                  <MoneyInput
                    label={t('counter.tendered')}
                    currency={desk.currency}
                    value={tendered}
                    onChange={setTendered}
                    error={form.error('/tendered')}
                  />
                ) : (
                  <TextInput
                    label={t('counter.approval')}
                    maxLength={120}
                    autoComplete="off"
                    value={reference}
                    error={form.error('/reference')}
                    onChange={(event) => form.set('reference', event.currentTarget.value)}
                  />
                )}
              </div>
              {method === 'cash' && change !== undefined && change >= 0n ? (
                <p className={classes.change}>
                  {t('counter.change')}{' '}
                  <MoneyText value={{ amount: change.toString(), currency: desk.currency }} />
                </p>
              ) : null}
              {desk.placeError ? <Problem error={desk.placeError} /> : null}
              <Button size="lg" fullWidth loading={desk.placing} onClick={pay}>
                {t('counter.pay')} <kbd className={classes.onButton}>Ctrl Enter</kbd>
              </Button>
            </div>
          </Section>
        </div>
      </div>
    </Page>
  )
}
