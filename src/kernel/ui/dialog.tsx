import { lazy, type ReactNode, Suspense, useSyncExternalStore } from 'react'
import type { Asked, DialogProps } from './dialog-props.ts'

const DialogWindow = lazy(() => import('./dialog-window.tsx'))
const Question = lazy(() => import('./dialog-question.tsx'))

/** A modal window; its code comes when the first one opens. */
export function Dialog(props: DialogProps): ReactNode {
  return props.opened ? (
    <Suspense>
      <DialogWindow {...props} />
    </Suspense>
  ) : null
}

let asked: (Asked & { answer: (yes: boolean) => void }) | undefined
const listeners = new Set<() => void>()

/** Asks before money leaves. Everything else is done at once and offers undo. */
export function ask(question: Asked): Promise<boolean> {
  return new Promise((resolve) => {
    set({
      ...question,
      answer: (yes) => {
        set(undefined)
        resolve(yes)
      },
    })
  })
}

/** Drawn once by the frame. */
export function Questions(): ReactNode {
  const question = useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => asked,
  )
  return question ? (
    <Suspense>
      <Question {...question} />
    </Suspense>
  ) : null
}

function set(next: typeof asked): void {
  asked = next
  for (const listener of listeners) listener()
}
