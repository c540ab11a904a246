import { CloseButton } from '@mantine/core'
import { IconAlertTriangle, IconCheck, IconInfoCircle } from '@tabler/icons-react'
import { type ReactNode, useEffect, useState } from 'react'
import { type Notice, notify, useNotices } from '../notify.ts'
import { problemText } from '../problem-text.ts'
import { ProblemError } from '../request.ts'
import { useErrorText, useWords } from '../text.ts'
import classes from './notices.module.css'

/** Short messages over the foot of the screen, read aloud politely; refusals at once. */
export function Notices(): ReactNode {
  const notices = useNotices()
  return (
    <div className={classes.stack} aria-live="polite">
      {notices.map((notice) => (
        <NoticeCard key={notice.id} notice={notice} />
      ))}
    </div>
  )
}

function NoticeCard({ notice }: { notice: Notice }): ReactNode {
  const t = useWords()
  const [resting, setResting] = useState(false)
  const [taking, setTaking] = useState(false)
  useEffect(() => {
    if (resting) return
    const timer = setTimeout(() => notify.close(notice.id), notice.staysMs)
    return () => clearTimeout(timer)
  }, [notice, resting])
  const undo = notice.undo
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: pointing at a message only keeps it from leaving.
    <div
      className={classes.card}
      data-kind={notice.kind}
      role={notice.kind === 'problem' ? 'alert' : undefined}
      onMouseEnter={() => setResting(true)}
      onMouseLeave={() => setResting(false)}
      onFocus={() => setResting(true)}
      onBlur={() => setResting(false)}
    >
      <Mark kind={notice.kind} />
      <NoticeText notice={notice} />
      {undo ? (
        <button
          type="button"
          className={classes.undo}
          disabled={taking}
          onClick={() => {
            setTaking(true)
            undo().then(
              () => notify.close(notice.id),
              (error: unknown) => {
                notify.close(notice.id)
                notify.problem(error)
              },
            )
          }}
        >
          {t('undo')}
        </button>
      ) : null}
      <CloseButton size="sm" aria-label={t('close')} onClick={() => notify.close(notice.id)} />
    </div>
  )
}

function NoticeText({ notice }: { notice: Notice }): ReactNode {
  const t = useWords()
  useErrorText()
  if (notice.kind !== 'problem') return <span className={classes.text}>{notice.text}</span>
  const { title, text } = problemText(notice.error)
  const trace = notice.error instanceof ProblemError ? notice.error.traceId : null
  return (
    <span className={classes.text}>
      <strong>{title}</strong>
      <br />
      {text}
      {trace ? <span className={classes.trace}>{t('problem.reference', { id: trace })}</span> : null}
    </span>
  )
}

function Mark({ kind }: { kind: Notice['kind'] }): ReactNode {
  if (kind === 'done') return <IconCheck size={18} aria-hidden="true" className={classes.mark} />
  if (kind === 'problem') return <IconAlertTriangle size={18} aria-hidden="true" className={classes.mark} />
  return <IconInfoCircle size={18} aria-hidden="true" className={classes.mark} />
}
