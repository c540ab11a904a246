import { IconArrowDownRight, IconArrowUpRight } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { Link } from '../link.tsx'
import { useWords } from '../text.ts'
import type { Tone } from '../values.tsx'
import classes from './figure.module.css'

interface FigureCardProps {
  label: string
  value: ReactNode
  /** Against the former period, as words: +12 %. The arrow follows its sign. */
  change?: string
  /** Whether that change is good news; growth is not always. */
  changeTone?: Tone
  target?: ReactNode
  note?: ReactNode
  /** The records behind the figure. */
  path?: string
}

/** A figure, its change and its target; it opens to its records. */
export function FigureCard({
  label,
  value,
  change,
  changeTone = 'neutral',
  target,
  note,
  path,
}: FigureCardProps): ReactNode {
  const t = useWords()
  const body = (
    <>
      <span className={classes.label}>{label}</span>
      <span className={classes.value}>{value}</span>
      <span className={classes.under}>
        {change ? (
          <span className={classes.change} data-tone={changeTone}>
            {change.startsWith('-') || change.startsWith('−') ? (
              <IconArrowDownRight size={14} aria-hidden="true" />
            ) : (
              <IconArrowUpRight size={14} aria-hidden="true" />
            )}
            {change}
          </span>
        ) : null}
        {target ? (
          <span>
            {t('figure.target')} {target}
          </span>
        ) : null}
        {note}
      </span>
    </>
  )
  if (!path) return <div className={classes.card}>{body}</div>
  return (
    <Link to={path} className={classes.card} underline="never">
      {body}
    </Link>
  )
}

export function FigureRow({ children }: { children: ReactNode }): ReactNode {
  return <div className={classes.row}>{children}</div>
}
