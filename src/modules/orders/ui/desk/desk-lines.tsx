import { ActionIcon } from '@mantine/core'
import { IconTrash } from '@tabler/icons-react'
import type { KeyboardEvent, ReactNode } from 'react'
import { MoneyInput, QuantityInput } from '../../../../kernel/ui/form/number-inputs.tsx'
import { numberText } from '../../../../kernel/ui/format.ts'
import { useMay } from '../../../../kernel/ui/me.ts'
import { notify } from '../../../../kernel/ui/notify.ts'
import { MoneyText, StateBadge } from '../../../../kernel/ui/values.tsx'
import { useT } from '../text.ts'
import classes from './desk.module.css'
import { type DeskLine, isWhole } from './desk-draft.ts'
import type { Quote, QuotedLine } from './use-desk.ts'

interface DeskLinesProps {
  lines: readonly DeskLine[]
  onLines: (lines: DeskLine[]) => void
  quote: Quote | undefined
  currency: string
  pricing: boolean
  /** Where Enter in a quantity goes. */
  onEntered: () => void
}

export function quantityId(variantId: string): string {
  return `quantity-${variantId}`
}

/** The lines of the order being typed, each with its price and stock as the server knows them now. */
export function DeskLines({
  lines,
  onLines,
  quote,
  currency,
  pricing,
  onEntered,
}: DeskLinesProps): ReactNode {
  const t = useT()
  const mayDiscount = useMay('order.price')
  const quoted = new Map(quote?.lines.map((line) => [line.variantId, line]))
  const change = (index: number, patch: Partial<DeskLine>) => {
    const line = lines[index]
    if (line) onLines(lines.with(index, { ...line, ...patch }))
  }
  const remove = (index: number) => {
    const line = lines[index]
    if (!line) return
    onLines(lines.toSpliced(index, 1))
    notify.done(t('desk.lines.removed', { name: line.name }), { undo: async () => onLines([...lines]) })
  }
  const entered = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey && !event.nativeEvent.isComposing)
      setTimeout(onEntered)
  }
  if (lines.length === 0) return <p className={classes.empty}>{t('desk.lines.empty')}</p>
  return (
    <div className={classes.lines}>
      <table>
        <caption className="wh-hidden">{t('desk.lines.title')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('line.name')}</th>
            <th scope="col" data-number data-wide-only>
              {t('line.unitPrice')}
            </th>
            <th scope="col">{t('line.quantity')}</th>
            {mayDiscount ? (
              <th scope="col" data-wide-only>
                {t('line.discount')}
              </th>
            ) : null}
            <th scope="col" data-number>
              {t('line.total')}
            </th>
            <th scope="col">
              <span className="wh-hidden">{t('desk.lines.remove', { name: '' })}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line, index) => {
            const price = quoted.get(line.variantId)
            return (
              <tr key={line.variantId}>
                <td>
                  <span className={classes.name}>{line.name}</span>
                  <span className={classes.hint}>
                    {line.sku} <Stock line={line} price={price} />
                  </span>
                </td>
                <td data-number data-wide-only>
                  {price ? numberText(price.unitPrice) : '–'}
                </td>
                <td className={classes.quantity} onKeyDown={entered}>
                  <QuantityInput
                    id={quantityId(line.variantId)}
                    size="xs"
                    aria-label={t('desk.lines.quantityOf', { name: line.name })}
                    value={line.quantity}
                    error={isWhole(line) ? undefined : t('desk.missing.quantity')}
                    onChange={(quantity) => change(index, { quantity })}
                  />
                </td>
                {mayDiscount ? (
                  <td className={classes.quantity} data-wide-only>
                    <MoneyInput
                      size="xs"
                      currency={currency}
                      aria-label={t('desk.lines.discountOf', { name: line.name })}
                      value={line.discount}
                      onChange={(discount) => change(index, { discount })}
                    />
                  </td>
                ) : null}
                <td data-number data-pricing={pricing || undefined}>
                  {price ? <MoneyText value={price.total} /> : '–'}
                </td>
                <td>
                  <ActionIcon
                    size={26}
                    onClick={() => remove(index)}
                    aria-label={t('desk.lines.remove', { name: line.name })}
                  >
                    <IconTrash size={15} aria-hidden="true" />
                  </ActionIcon>
                </td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </div>
  )
}

function Stock({ line, price }: { line: DeskLine; price: QuotedLine | undefined }): ReactNode {
  const t = useT()
  if (!price || price.available === null || !isWhole(line)) return null
  const short = BigInt(line.quantity) - BigInt(price.available)
  if (short > 0n) return <StateBadge tone="stopped" label={t('desk.lines.short', { n: numberText(short) })} />
  return (
    <>
      · {t('desk.lines.available')} {numberText(price.available)}
    </>
  )
}
