import { Button, Group, Textarea } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { Dialog } from '../../../kernel/ui/dialog.tsx'
import { numberText } from '../../../kernel/ui/format.ts'
import { PlainTable } from '../../../kernel/ui/grid/plain-table.tsx'
import { useCommand } from '../../../kernel/ui/queries.ts'
import { request } from '../../../kernel/ui/request.ts'
import { useErrorText } from '../../../kernel/ui/text.ts'
import classes from './catalog.module.css'
import { type PriceList, priceListsPath } from './catalog.ts'
import { readPastedPrices } from './pasted-prices.ts'
import { useT } from './text.ts'

interface RowResult {
  index: number
  ok: boolean
  code: string | null
  sku: string | null
  productName: string | null
  before: string | null
  after: string | null
}

interface Answer {
  rows: RowResult[]
  done: number
  refused: number
}

/** Prices pasted from a spreadsheet: looked at row by row first, then the good ones are set. */
export function PastePrices(props: { list: PriceList; opened: boolean; onClose: () => void }): ReactNode {
  const t = useT()
  return (
    <Dialog opened={props.opened} onClose={props.onClose} title={t('price.paste')} size="lg">
      <PasteForm {...props} />
    </Dialog>
  )
}

function PasteForm({ list, onClose }: { list: PriceList; onClose: () => void }): ReactNode {
  const t = useT()
  const [text, setText] = useState('')
  const path = `${priceListsPath}/${list.id}/prices`
  const prices = readPastedPrices(text)
  const check = useCommand<object, Answer>((body, key) =>
    request('POST', path, { body, idempotencyKey: key }),
  )
  const apply = useCommand<object, Answer>(
    (body, key) => request('POST', path, { body, idempotencyKey: key }),
    {
      invalidates: [priceListsPath],
      said: ({ done }) => t('price.applied', { n: done }),
      onDone: onClose,
    },
  )
  const checked = check.data
  return (
    <>
      <Textarea
        autosize
        minRows={6}
        maxRows={12}
        label={t('price.plural')}
        description={t('price.pasteHint')}
        placeholder={'OIL-320\t12900\nOIL-320\t11900\t10'}
        value={text}
        data-autofocus
        onChange={(event) => {
          setText(event.target.value)
          check.reset()
        }}
      />
      {checked ? <Verdict answer={checked} /> : null}
      <Group justify="flex-end" mt="sm">
        {checked && checked.done > 0 ? (
          <Button loading={apply.isPending} onClick={() => apply.mutate({ prices, preview: false })}>
            {t('price.apply', { n: checked.done })}
          </Button>
        ) : (
          <Button
            variant="default"
            disabled={prices.length === 0}
            loading={check.isPending}
            onClick={() => check.mutate({ prices, preview: true })}
          >
            {t('price.check')}
          </Button>
        )}
      </Group>
    </>
  )
}

function Verdict({ answer }: { answer: Answer }): ReactNode {
  const t = useT()
  const errorText = useErrorText()
  return (
    <>
      {answer.refused > 0 ? (
        <p className={classes.refused}>{t('price.refusedRows', { n: answer.refused })}</p>
      ) : null}
      <PlainTable<RowResult>
        caption={t('price.result')}
        rows={answer.rows}
        rowKey={(row) => String(row.index)}
        columns={[
          { key: 'index', label: t('price.row'), kind: 'number', value: (row) => row.index + 1 },
          { key: 'sku', label: t('variant.sku') },
          { key: 'productName', label: t('product.name') },
          {
            key: 'before',
            label: t('price.before'),
            kind: 'number',
            value: (row) => row.before && numberText(row.before),
          },
          {
            key: 'after',
            label: t('price.after'),
            kind: 'number',
            value: (row) => row.after && numberText(row.after),
          },
          {
            key: 'code',
            label: t('price.result'),
            render: (row) =>
              row.code ? (
                <span className={classes.refused}>{errorText(row.code, { sku: row.sku ?? '' })}</span>
              ) : null,
          },
        ]}
      />
    </>
  )
}
