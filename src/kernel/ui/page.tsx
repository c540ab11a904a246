import { Button, Loader } from '@mantine/core'
import { IconAlertTriangle, IconArrowLeft, IconRefresh } from '@tabler/icons-react'
import type { UseQueryResult } from '@tanstack/react-query'
import { type ReactNode, useEffect, useId, useRef, useState } from 'react'
import { Link } from './link.tsx'
import classes from './page.module.css'
import { problemText } from './problem-text.ts'
import { ProblemError } from './request.ts'
import { useErrorText, useWords } from './text.ts'

/** Nothing is drawn for what comes within this time, so that quick answers do not flicker. */
const patienceMs = 300

interface PageProps {
  title: string
  subtitle?: ReactNode
  /** Beside the title: a state, a count. */
  badge?: ReactNode
  actions?: ReactNode
  back?: string
  /** A row under the title: tabs, filters. */
  tools?: ReactNode
  /** Takes the height of the window; the content scrolls by itself. */
  fill?: boolean
  /** Forms and texts read better narrow. */
  narrow?: boolean
  children: ReactNode
}

/** The one heading of a screen and what may be done there. Focus comes here on every arrival. */
export function Page({
  title,
  subtitle,
  badge,
  actions,
  back,
  tools,
  fill,
  narrow,
  children,
}: PageProps): ReactNode {
  const t = useWords()
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    document.title = `${title} · Wheelhouse`
  }, [title])
  useEffect(() => {
    if (arrivals.count > 1) heading.current?.focus({ preventScroll: true })
  }, [])
  return (
    <div className={classes.page} data-fill={fill || undefined} data-narrow={narrow || undefined}>
      <div className={classes.head}>
        {back ? (
          <Link to={back} className={classes.back} aria-label={t('back')}>
            <IconArrowLeft size={18} aria-hidden="true" />
          </Link>
        ) : null}
        <div className={classes.titles}>
          <div className={classes.title}>
            <h1 ref={heading} tabIndex={-1}>
              {title}
            </h1>
            {badge}
          </div>
          {subtitle ? <div className={classes.subtitle}>{subtitle}</div> : null}
        </div>
        {actions ? <div className={classes.actions}>{actions}</div> : null}
      </div>
      {tools}
      {children}
    </div>
  )
}

/** Counted by the router, so that the very first screen does not steal the focus. */
export const arrivals = { count: 0 }

export function Section({
  title,
  actions,
  flush,
  children,
}: {
  title?: ReactNode
  actions?: ReactNode
  flush?: boolean
  children: ReactNode
}): ReactNode {
  const id = useId()
  return (
    <section className={classes.section} aria-labelledby={title ? id : undefined}>
      {title || actions ? (
        <div className={classes.sectionHead}>
          <h2 id={id}>{title}</h2>
          {actions ? <div className={classes.actions}>{actions}</div> : null}
        </div>
      ) : null}
      <div className={flush ? undefined : classes.sectionBody}>{children}</div>
    </section>
  )
}

export function Loading(): ReactNode {
  const t = useWords()
  const late = useLate()
  return (
    <div className={classes.middle} role="status" aria-live="polite">
      {late ? <Loader size="sm" type="dots" aria-hidden="true" /> : null}
      <span className="wh-hidden">{late ? t('loading') : ''}</span>
    </div>
  )
}

/** What happened, whether anything was lost, what to do next, and a reference to quote. */
export function Problem({ error, retry }: { error: unknown; retry?: () => void }): ReactNode {
  const t = useWords()
  useErrorText()
  const trace = error instanceof ProblemError ? error.traceId : null
  const { title, text } = problemText(error)
  return (
    <div className={classes.problem} role="alert">
      <IconAlertTriangle size={20} aria-hidden="true" />
      <div>
        <strong>{title}</strong>
        <p>{text}</p>
        {trace ? <p className={classes.reference}>{t('problem.reference', { id: trace })}</p> : null}
        {retry ? (
          <Button
            variant="default"
            leftSection={<IconRefresh size={14} aria-hidden="true" />}
            onClick={retry}
          >
            {t('retry')}
          </Button>
        ) : null}
      </div>
    </div>
  )
}

/** Teaches the first step instead of showing nothing. */
export function Empty({
  title,
  text,
  action,
}: {
  title: string
  text?: ReactNode
  action?: ReactNode
}): ReactNode {
  return (
    <div className={classes.empty}>
      <strong>{title}</strong>
      {text ? <p>{text}</p> : null}
      {action}
    </div>
  )
}

/** Loading, refusal or content of one query. */
export function Await<Answer>({
  query,
  children,
}: {
  query: UseQueryResult<Answer>
  children: (answer: Answer) => ReactNode
}): ReactNode {
  if (query.data !== undefined) return children(query.data)
  if (query.error) return <Problem error={query.error} retry={() => void query.refetch()} />
  return <Loading />
}

/** True once something has taken longer than patience. */
export function useLate(waiting = true): boolean {
  const [late, setLate] = useState(false)
  useEffect(() => {
    setLate(false)
    if (!waiting) return
    const timer = setTimeout(() => setLate(true), patienceMs)
    return () => clearTimeout(timer)
  }, [waiting])
  return late && waiting
}
