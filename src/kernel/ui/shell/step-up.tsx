import { lazy, type ReactNode, Suspense, useSyncExternalStore } from 'react'
import { onStepUp } from '../request.ts'

const StepUpDialog = lazy(() => import('./step-up-dialog.tsx'))

let waiting: ((given: boolean) => void) | undefined
const listeners = new Set<() => void>()

onStepUp(() => new Promise((resolve) => set(resolve)))

/** Asks for the password again before money, roles or data leave; the act then goes on by itself. */
export function StepUp(): ReactNode {
  const answer = useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => waiting,
  )
  return answer ? (
    <Suspense>
      <StepUpDialog
        answer={(given) => {
          set(undefined)
          answer(given)
        }}
      />
    </Suspense>
  ) : null
}

function set(next: typeof waiting): void {
  waiting = next
  for (const listener of listeners) listener()
}
