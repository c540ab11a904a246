import { Button, Select, Textarea, TextInput } from '@mantine/core'
import { type ReactNode, useEffect, useState } from 'react'
import type { FormHandle } from '../../../../kernel/ui/form/form-handle.ts'
import { MoneyInput } from '../../../../kernel/ui/form/number-inputs.tsx'
import { useUrl } from '../../../../kernel/ui/link.tsx'
import { useMay } from '../../../../kernel/ui/me.ts'
import { notify } from '../../../../kernel/ui/notify.ts'
import { Page, Problem, Section } from '../../../../kernel/ui/page.tsx'
import { api } from '../../../../kernel/ui/request.ts'
import { useLocale } from '../../../../kernel/ui/text.ts'
import type { ShipTo } from '../order.api.ts'
import { type OrdersT, useT } from '../text.ts'
import { addressOf, CustomerBox, type Party } from './customer-box.tsx'
import classes from './desk.module.css'
import { type DeskDraft, hasAddress, isWhole, noAddress, withProduct } from './desk-draft.ts'
import { DeskLines, quantityId } from './desk-lines.tsx'
import { DeskTotal } from './desk-total.tsx'
import { LastOrder } from './last-order.tsx'
import { PaymentBox } from './payment-box.tsx'
import { type FoundProduct, ProductSearch, titleOf } from './product-search.tsx'
import { type Desk, useDesk } from './use-desk.ts'
import { focusOn, useKeys } from './use-keys.ts'

const places = {
  customer: 'desk-customer',
  product: 'desk-product',
  discount: 'desk-discount',
  address: 'desk-address',
  payment: 'desk-payment',
} as const

/** A phone order from hello to its number, without leaving the keyboard. */
export default function OrderDesk(): ReactNode {
  const t = useT()
  const desk = useDesk({
    name: 'orders.desk',
    channelKind: 'phone',
    terms: 'bank-transfer',
    onPlaced: (order, asDraft) => {
      notify.done(t(asDraft ? 'desk.drafted' : 'desk.placed', { number: order.number }))
      focusOn(places.customer)
    },
  })
  const { form } = desk
  const [entering, setEntering] = useState<string>()
  useEffect(() => {
    if (entering === undefined) return
    focusOn(quantityId(entering))
    setEntering(undefined)
  }, [entering])
  useCustomerOfAddress(form)
  const mayDiscount = useMay('order.price')
  const place = (asDraft: boolean) => {
    if (desk.placing) return
    const faults = faultsOf(form.values, desk, asDraft, t)
    form.setFaults(faults)
    const first = faults[0]
    if (!first) return desk.place({ asDraft })
    focusOn(placeOf(first.pointer))
  }
  useKeys([
    ['F2', () => focusOn(places.customer)],
    ['F4', () => focusOn(places.product)],
    ['F7', () => focusOn(places.discount)],
    ['F8', () => focusOn(places.address)],
    ['F9', () => focusOn(places.payment)],
    ['Ctrl+Enter', () => place(false)],
  ])
  const pick = (product: FoundProduct, quantity: string | undefined) => {
    const line = { variantId: product.id, sku: product.sku, name: titleOf(product) }
    form.set('lines', (lines: DeskDraft['lines']) => withProduct(lines, line, quantity ?? '1'))
    if (quantity === undefined) setEntering(product.id)
  }
  return (
    <Page
      title={t('desk.title')}
      back="/orders"
      actions={
        <>
          <ChannelChoice desk={desk} />
          <Button variant="default" onClick={() => clearWithUndo(desk, t)}>
            {t('desk.clear')}
          </Button>
        </>
      }
      tools={<KeyRow mayDiscount={mayDiscount} />}
    >
      {desk.last ? <LastOrder desk={desk} /> : null}
      {form.restored && form.values.lines.length > 0 ? (
        <p className={classes.note} role="status">
          {t('desk.restored')}
        </p>
      ) : null}
      <div className={classes.desk}>
        <div className={classes.stack}>
          <Section title={<Heading text={t('desk.customer.title')} keyName="F2" />}>
            <div id={places.customer}>
              <CustomerBox
                partyId={form.values.partyId}
                customerName={form.values.customerName}
                onName={(name) => form.set('customerName', name)}
                onParty={(partyId) =>
                  void chooseParty(form, partyId).then(() => partyId && focusOn(places.product))
                }
              />
            </div>
          </Section>
          <Section title={<Heading text={t('desk.lines.title')} keyName="F4" />}>
            <div className={classes.stack}>
              <ProductSearch
                id={places.product}
                label={t('desk.product.title')}
                placeholder={t('desk.product.placeholder')}
                onPick={pick}
              />
              <DeskLines
                lines={form.values.lines}
                onLines={(lines) => form.set('lines', lines)}
                quote={desk.quote}
                currency={desk.currency}
                pricing={desk.pricing}
                onEntered={() => focusOn(places.product)}
              />
              {form.error('/lines') ? <Fault text={form.error('/lines')} /> : null}
            </div>
          </Section>
          <Section title={<Heading text={t('desk.delivery.title')} keyName="F8" />}>
            <Delivery form={form} currency={desk.currency} />
          </Section>
        </div>
        <div className={classes.side}>
          <Section title={<Heading text={t('desk.payment.title')} keyName="F9" />}>
            <PaymentBox form={form} id={places.payment} />
          </Section>
          <Section title={t('desk.sum.title')}>
            <div className={classes.stack}>
              {mayDiscount ? (
                <MoneyInput
                  id={places.discount}
                  label={<Heading text={t('desk.sum.orderDiscount')} keyName="F7" />}
                  currency={desk.currency}
                  value={form.values.discount}
                  onChange={(discount) => form.set('discount', discount)}
                />
              ) : null}
              <DeskTotal desk={desk} />
              <Textarea
                aria-label={t('desk.note')}
                placeholder={`${t('desk.note')}: ${t('desk.noteHint')}`}
                autosize
                minRows={1}
                maxRows={4}
                maxLength={2000}
                value={form.values.note}
                onChange={(event) => form.set('note', event.currentTarget.value)}
              />
              {desk.placeError ? <Problem error={desk.placeError} /> : null}
              {form.error('/channel') ? <Fault text={form.error('/channel')} /> : null}
              <Button size="md" fullWidth loading={desk.placing} onClick={() => place(false)}>
                {t('desk.place')} <kbd className={classes.onButton}>Ctrl Enter</kbd>
              </Button>
              <Button variant="default" fullWidth disabled={desk.placing} onClick={() => place(true)}>
                {t('desk.draft')}
              </Button>
            </div>
          </Section>
        </div>
      </div>
    </Page>
  )
}

function Delivery({ form, currency }: { form: FormHandle<DeskDraft>; currency: string }): ReactNode {
  const t = useT()
  const { shipTo, shippingFee } = form.values
  const field = (name: Exclude<keyof ShipTo, 'country'>, maxLength: number, id?: string) => (
    <TextInput
      {...(id ? { id } : {})}
      label={t(`address.${name}`)}
      maxLength={maxLength}
      autoComplete="off"
      value={shipTo[name]}
      error={name === 'line1' || name === 'name' ? form.error(`/shipTo/${name}`) : undefined}
      onChange={(event) => form.set(`shipTo.${name}`, event.currentTarget.value)}
    />
  )
  return (
    <div className={classes.delivery}>
      {field('name', 100, places.address)}
      {field('phone', 40)}
      {field('postalCode', 12)}
      <MoneyInput
        label={t('desk.delivery.fee')}
        currency={currency}
        value={shippingFee}
        onChange={(fee) => form.set('shippingFee', fee)}
      />
      <div data-wide>{field('line1', 200)}</div>
      <div data-wide>{field('line2', 200)}</div>
    </div>
  )
}

function ChannelChoice({ desk }: { desk: Desk }): ReactNode {
  const t = useT()
  const locale = useLocale()
  if (desk.channels.length < 2) return null
  return (
    <Select
      size="xs"
      w={150}
      aria-label={t('desk.channel')}
      allowDeselect={false}
      value={desk.channel ?? null}
      onChange={(code) => desk.form.set('channel', code)}
      data={desk.channels.map((channel) => ({
        value: channel.code,
        label: locale === 'ko' ? channel.name : channel.nameEn,
      }))}
    />
  )
}

function KeyRow({ mayDiscount }: { mayDiscount: boolean }): ReactNode {
  const t = useT()
  const keys: [string, string][] = [
    ['F2', t('desk.keys.customer')],
    ['F4', t('desk.keys.product')],
    ...(mayDiscount ? ([['F7', t('desk.keys.discount')]] as [string, string][]) : []),
    ['F8', t('desk.keys.address')],
    ['F9', t('desk.keys.payment')],
    ['Ctrl Enter', t('desk.keys.place')],
  ]
  return (
    <ul className={classes.keys} aria-label={t('desk.keys.title')}>
      {keys.map(([key, label]) => (
        <li key={key}>
          <kbd>{key}</kbd> {label}
        </li>
      ))}
    </ul>
  )
}

export function Heading({ text, keyName }: { text: string; keyName: string }): ReactNode {
  return (
    <>
      {text} <kbd className={classes.key}>{keyName}</kbd>
    </>
  )
}

export function Fault({ text }: { text: string | undefined }): ReactNode {
  return (
    <p className={classes.note} data-tone="stopped" role="alert">
      {text}
    </p>
  )
}

/** `/orders/desk?party=ID`: the customer's page leads here with the customer already chosen. */
function useCustomerOfAddress(form: FormHandle<DeskDraft>): void {
  const [{ party }, setUrl] = useUrl()
  // biome-ignore lint/correctness/useExhaustiveDependencies: the address speaks once, when one arrives by it.
  useEffect(() => {
    if (!party) return
    setUrl({ party: undefined })
    void chooseParty(form, party).then(() => focusOn(places.product))
  }, [party])
}

/** The customer's usual address comes with the customer, unless the clerk has typed another. */
async function chooseParty(form: FormHandle<DeskDraft>, partyId: string | null): Promise<void> {
  form.set('partyId', partyId)
  if (partyId === null) return
  const party = await api.get<Party>(`/api/v1/parties/parties/${partyId}`).catch(() => undefined)
  const usual = party ? addressOf(party) : undefined
  if (usual) form.set('shipTo', usual)
  else if (party && !hasAddress(form.values.shipTo))
    form.set('shipTo', { ...noAddress, name: party.name, phone: party.phone ?? '' })
}

function faultsOf(draft: DeskDraft, desk: Desk, asDraft: boolean, t: OrdersT) {
  const fault = (pointer: string, detail: string) => ({ pointer, code: 'required', detail })
  return [
    ...(draft.lines.length === 0 ? [fault('/lines', t('desk.missing.lines'))] : []),
    ...(draft.lines.every(isWhole) ? [] : [fault('/lines', t('desk.missing.quantity'))]),
    ...(asDraft || draft.shipTo.name.trim() ? [] : [fault('/shipTo/name', t('desk.missing.address'))]),
    ...(asDraft || draft.shipTo.line1.trim() ? [] : [fault('/shipTo/line1', t('desk.missing.address'))]),
    ...(draft.terms === 'received' && draft.reference.trim() === ''
      ? [fault('/reference', t('desk.missing.reference'))]
      : []),
    ...(draft.terms === 'on-account' && draft.partyId === null
      ? [fault('/partyId', t('desk.payment.needsCustomer'))]
      : []),
    ...(desk.channelsKnown && desk.channel === undefined
      ? [fault('/channel', t('desk.missing.channel'))]
      : []),
  ]
}

function placeOf(pointer: string): string {
  if (pointer === '/lines') return places.product
  if (pointer === '/partyId') return places.customer
  return pointer === '/reference' ? places.payment : places.address
}

function clearWithUndo(desk: Desk, t: OrdersT): void {
  const before = desk.form.values
  desk.clear()
  notify.done(t('desk.cleared'), { undo: async () => desk.form.replace(before) })
  focusOn(places.customer)
}
