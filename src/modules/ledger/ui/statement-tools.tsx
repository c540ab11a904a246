import { NativeSelect, TextInput } from '@mantine/core'
import type { ReactNode } from 'react'
import { today } from '../../../kernel/ui/format.ts'
import { useUrl } from '../../../kernel/ui/link.tsx'
import { useEndpoint } from '../../../kernel/ui/queries.ts'
import { booksPath } from './ledger.api.ts'
import classes from './ledger.module.css'
import { monthOf, type Span, sameLastYear, spanBefore } from './spans.ts'
import { useT } from './text.ts'

/** In the address, for every currency's book in the base currency. */
const allBooks = 'all'

export type Comparison = 'lastYear' | 'before' | 'none'

/** What a statement is asked for stands in the address, so that it can be sent to a colleague. */
export function useStatementUrl(initial: Comparison = 'lastYear') {
  const [url] = useUrl()
  const to = url.to ?? today()
  const span: Span = { from: url.from ?? monthOf(to).from, to }
  const comparison = (url.compare ?? initial) as Comparison
  const compared =
    comparison === 'none'
      ? undefined
      : comparison === 'before'
        ? spanBefore(span)
        : { from: sameLastYear(span.from), to: sameLastYear(span.to) }
  const book =
    url.currency === allBooks ? { consolidated: 'true' } : url.currency ? { currency: url.currency } : {}
  return { span, compared, comparison, currency: url.currency, book }
}

/** The dates, the comparison and the book of a statement. `point` asks for one date only. */
export function StatementTools({
  point,
  comparable = true,
  consolidable = true,
  initial = 'lastYear',
}: {
  point?: boolean
  comparable?: boolean
  consolidable?: boolean
  initial?: Comparison
}): ReactNode {
  const t = useT()
  const [, set] = useUrl()
  const { span, comparison, currency } = useStatementUrl(initial)
  const books = useEndpoint<{ items: { currency: string; isBase: boolean }[] }>(booksPath).data?.items ?? []
  const date = (name: 'from' | 'to', label: string) => (
    <TextInput
      size="xs"
      type="date"
      max="9999-12-31"
      label={label}
      value={span[name]}
      onChange={(event) => event.currentTarget.value && set({ [name]: event.currentTarget.value })}
    />
  )
  return (
    <div className={classes.tools}>
      {point ? null : date('from', t('statement.from'))}
      {date('to', point ? t('statement.on') : t('statement.to'))}
      {comparable ? (
        <NativeSelect
          size="xs"
          label={t('statement.comparison')}
          value={comparison}
          onChange={(event) => set({ compare: event.currentTarget.value })}
          data={[
            { value: 'lastYear', label: t('statement.lastYear') },
            { value: 'before', label: t('statement.before') },
            { value: 'none', label: t('statement.none') },
          ]}
        />
      ) : null}
      {books.length > 1 ? (
        <NativeSelect
          size="xs"
          label={t('statement.book')}
          value={currency ?? books[0]?.currency}
          onChange={(event) => set({ currency: event.currentTarget.value })}
          data={[
            ...books.map((book) => ({ value: book.currency, label: book.currency })),
            ...(consolidable
              ? [{ value: allBooks, label: t('statement.allBooks', { currency: books[0]?.currency }) }]
              : []),
          ]}
        />
      ) : null}
    </div>
  )
}
