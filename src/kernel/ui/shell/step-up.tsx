import { Button, Group, PasswordInput, Text } from '@mantine/core'
import { lazy, type ReactNode, Suspense, useState, useSyncExternalStore } from 'react'
import { problemText } from '../problem-text.ts'
import { useCommand } from '../queries.ts'
import { api, onStepUp } from '../request.ts'
import { useWords } from '../text.ts'

const DialogWindow = lazy(() => import('../dialog-window.tsx'))

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
      <Ask
        answer={(given) => {
          set(undefined)
          answer(given)
        }}
      />
    </Suspense>
  ) : null
}

function Ask({ answer }: { answer: (given: boolean) => void }): ReactNode {
  const t = useWords()
  const [password, setPassword] = useState('')
  const confirm = useCommand(() => api.post('/api/v1/kernel/step-up', { password }), {
    quiet: true,
    onDone: () => answer(true),
  })
  return (
    <DialogWindow opened onClose={() => answer(false)} title={t('stepUp.title')} size="sm">
      <form
        onSubmit={(event) => {
          event.preventDefault()
          event.stopPropagation()
          confirm.mutate(undefined)
        }}
      >
        <Text size="sm" mb="sm">
          {t('stepUp.text')}
        </Text>
        <PasswordInput
          data-autofocus
          label={t('login.password')}
          autoComplete="current-password"
          visibilityToggleButtonProps={{ 'aria-label': t('form.showPassword') }}
          value={password}
          error={confirm.error ? problemText(confirm.error).text : undefined}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        <Group justify="flex-end" gap="xs" mt="md">
          <Button variant="default" onClick={() => answer(false)}>
            {t('cancel')}
          </Button>
          <Button type="submit" loading={confirm.isPending}>
            {t('stepUp.do')}
          </Button>
        </Group>
      </form>
    </DialogWindow>
  )
}

function set(next: typeof waiting): void {
  waiting = next
  for (const listener of listeners) listener()
}
