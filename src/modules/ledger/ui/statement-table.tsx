import type { ReactNode } from 'react'
import { Link } from '../../../kernel/ui/link.tsx'
import { useLocale } from '../../../kernel/ui/text.ts'
import { type Money, MoneyText } from '../../../kernel/ui/values.tsx'
import type { Figure, StatementLine, StatementSection } from './ledger.api.ts'
import classes from './ledger.module.css'
import { useT } from './text.ts'

interface StatementTableProps {
  caption: string
  compared: boolean
  children: ReactNode
}

/** A statement as an accountant lays it out: sections, accounts that open to their postings, sums. */
export function StatementTable({ caption, compared, children }: StatementTableProps): ReactNode {
  const t = useT()
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table must be scrollable by keyboard.
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for controls.
    <div className={classes.statement} role="group" aria-label={caption} tabIndex={0}>
      <table>
        <caption className="wh-hidden">{caption}</caption>
        <thead>
          <tr>
            <th scope="col">{t('statement.account')}</th>
            <th scope="col" data-number>
              {t('statement.amount')}
            </th>
            {compared ? (
              <>
                <th scope="col" data-number>
                  {t('statement.compared')}
                </th>
                <th scope="col" data-number>
                  {t('statement.change')}
                </th>
              </>
            ) : null}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  )
}

/** A section with its accounts; each leads to the postings behind its figure. */
export function SectionRows({
  part,
  ledgerQuery,
}: {
  part: StatementSection
  ledgerQuery: string
}): ReactNode {
  const t = useT()
  if (part.lines.length === 0) return null
  return (
    <>
      <tr className={classes.section}>
        <th scope="row">{t.loose(`section.${part.section}`)}</th>
        <Amounts value={part.total} compared={part.compared} />
      </tr>
      {part.lines.map((line) => (
        <LineRow key={line.accountId} line={line} ledgerQuery={ledgerQuery} />
      ))}
    </>
  )
}

function LineRow({ line, ledgerQuery }: { line: StatementLine; ledgerQuery: string }): ReactNode {
  const locale = useLocale()
  return (
    <tr className={classes.line}>
      <th scope="row">
        <Link to={`/ledger/accounts/${line.accountId}?${ledgerQuery}`}>
          {line.code} {locale === 'ko' ? line.name : line.nameEn}
        </Link>
      </th>
      <Amounts value={line.amount} compared={line.compared} />
    </tr>
  )
}

export function FigureRow({
  label,
  figure,
  grand,
}: {
  label: string
  figure: Figure
  grand?: boolean
}): ReactNode {
  return (
    <tr className={grand ? classes.grand : classes.sum}>
      <th scope="row">{label}</th>
      <Amounts value={figure.value} compared={figure.compared} />
    </tr>
  )
}

function Amounts({ value, compared }: { value: Money; compared: Money | null }): ReactNode {
  return (
    <>
      <td data-number>
        <MoneyText value={value} />
      </td>
      {compared ? (
        <>
          <td data-number>
            <MoneyText value={compared} />
          </td>
          <td data-number>
            <MoneyText value={changeOf(value, compared)} signed />
          </td>
        </>
      ) : null}
    </>
  )
}

function changeOf(value: Money, compared: Money): Money {
  return { amount: String(BigInt(value.amount) - BigInt(compared.amount)), currency: value.currency }
}
