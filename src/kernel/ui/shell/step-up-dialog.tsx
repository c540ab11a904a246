import { Button, Group, PasswordInput, Text } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import DialogWindow from '../dialog-window.tsx'
import { problemText } from '../problem-text.ts'
import { useCommand } from '../queries.ts'
import { api } from '../request.ts'
import { useWords } from '../text.ts'

export default function StepUpDialog({ answer }: { answer: (given: boolean) => void }): ReactNode {
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
