import type { ReactNode } from 'react'
import { today } from '../../../kernel/ui/format.ts'
import { PlainTable } from '../../../kernel/ui/grid/plain-table.tsx'
import { useMay, useMe } from '../../../kernel/ui/me.ts'
import { Await, Empty, Page, Section } from '../../../kernel/ui/page.tsx'
import { useEndpoint } from '../../../kernel/ui/queries.ts'
import type { Money } from '../../../kernel/ui/values.tsx'
import { BooksFormDialog } from './form-dialog.tsx'
import { booksPath } from './ledger.api.ts'

import { useT } from './text.ts'

const ratesPath = '/api/v1/ledger/exchange-rates'

interface Rate {
  currency: string
  onDate: string
  rate: string
  source: string
}

/** Books in other currencies: their rates, and money exchanged between them. */
export default function Exchange(): ReactNode {
  const t = useT()
  const mayPost = useMay('ledger.post')
  const mayOpen = useMay('ledger.manage-accounts')
  const books = useEndpoint<{ items: { currency: string; isBase: boolean }[] }>(booksPath).data?.items ?? []
  const foreign = books.filter((book) => !book.isBase).map((book) => book.currency)
  return (
    <Page
      title={t('exchange.title')}
      subtitle={t('exchange.why')}
      actions={
        <>
          {mayOpen ? <OpenBook /> : null}
          {mayPost && foreign.length > 0 ? <NoteRate foreign={foreign} /> : null}
          {mayPost && foreign.length > 0 ? <Make foreign={foreign} /> : null}
        </>
      }
    >
      <Await query={useEndpoint<{ items: Rate[] }>(ratesPath)}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title={t('exchange.none')} text={t('exchange.noneWhy')} />
          ) : (
            <Section title={t('exchange.rates')} flush>
              <PlainTable
                caption={t('exchange.rates')}
                rows={items}
                rowKey={(rate) => `${rate.currency}/${rate.onDate}`}
                columns={[
                  { key: 'onDate', label: t('exchange.onDate'), kind: 'date' },
                  { key: 'currency', label: t('exchange.currency') },
                  { key: 'rate', label: t('exchange.rate'), kind: 'quantity' },
                  { key: 'source', label: t('exchange.source') },
                ]}
              />
            </Section>
          )
        }
      </Await>
    </Page>
  )
}

function OpenBook(): ReactNode {
  const t = useT()
  return (
    <BooksFormDialog
      label={t('exchange.openBook')}
      initial={{ currency: '' }}
      fields={[
        {
          name: 'currency',
          label: t('exchange.currency'),
          kind: 'text',
          required: true,
          maxLength: 3,
          placeholder: 'USD',
        },
      ]}
      url={booksPath}
      body={(values) => ({ currency: values.currency.toUpperCase() })}
      said={(values) => t('exchange.opened', { currency: values.currency.toUpperCase() })}
    />
  )
}

function NoteRate({ foreign }: { foreign: string[] }): ReactNode {
  const t = useT()
  return (
    <BooksFormDialog
      label={t('exchange.noteRate')}
      initial={{ onDate: today(), currency: foreign[0] ?? '', rate: '', source: t('exchange.usualSource') }}
      fields={[
        { name: 'onDate', label: t('exchange.onDate'), kind: 'date', required: true },
        {
          name: 'currency',
          label: t('exchange.currency'),
          kind: 'choice',
          required: true,
          options: choices(foreign),
        },
        {
          name: 'rate',
          label: t('exchange.rate'),
          kind: 'quantity',
          required: true,
          hint: t('exchange.rateHint'),
        },
        { name: 'source', label: t('exchange.source'), kind: 'text', required: true },
      ]}
      url={ratesPath}
      body={({ onDate, source, currency, rate }) => ({ onDate, source, rates: [{ currency, rate }] })}
      said={() => t('exchange.noted')}
    />
  )
}

interface Wish {
  businessDate: string
  currency: string
  direction: string
  amount: Money | null
  base: Money | null
  memo: string
}

function Make({ foreign }: { foreign: string[] }): ReactNode {
  const t = useT()
  const { company } = useMe()
  const first = foreign[0] ?? ''
  return (
    <BooksFormDialog<Wish>
      label={t('exchange.make')}
      initial={{
        businessDate: today(),
        currency: first,
        direction: 'sell',
        amount: null,
        base: null,
        memo: '',
      }}
      fields={[
        { name: 'businessDate', label: t('ledger.transfer.businessDate'), kind: 'date', required: true },
        {
          name: 'direction',
          label: t('exchange.direction'),
          kind: 'choice',
          required: true,
          options: [
            { value: 'sell', label: t('exchange.sell') },
            { value: 'buy', label: t('exchange.buy') },
          ],
        },
        {
          name: 'currency',
          label: t('exchange.currency'),
          kind: 'choice',
          required: true,
          options: choices(foreign),
        },
        ...foreign.map((currency) => ({
          name: 'amount',
          label: t('exchange.foreignAmount'),
          kind: 'money' as const,
          currency,
          required: true,
          when: (values: { currency: string }) => values.currency === currency,
        })),
        {
          name: 'base',
          label: t('exchange.baseAmount'),
          kind: 'money',
          currency: company.currency,
          required: true,
        },
        { name: 'memo', label: t('ledger.transfer.memo'), kind: 'text', required: true, wide: true },
      ]}
      url="/api/v1/ledger/exchanges"
      body={({ businessDate, memo, direction, currency, amount, base }) => {
        const other = { currency, amountMinor: amount?.amount ?? '0' }
        const own = { currency: company.currency, amountMinor: base?.amount ?? '0' }
        return {
          businessDate,
          memo,
          ...(direction === 'sell' ? { from: other, to: own } : { from: own, to: other }),
        }
      }}
      said={() => t('exchange.made')}
    />
  )
}

function choices(currencies: readonly string[]) {
  return currencies.map((currency) => ({ value: currency, label: currency }))
}
