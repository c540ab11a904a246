import { Button, Group, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import type { Asked } from './dialog-props.ts'
import DialogWindow from './dialog-window.tsx'
import { useWords } from './text.ts'

export default function Question({
  title,
  text,
  yes,
  tone,
  answer,
}: Asked & { answer: (yes: boolean) => void }): ReactNode {
  const t = useWords()
  return (
    <DialogWindow opened onClose={() => answer(false)} title={title} size="sm">
      {text ? <Text component="div">{text}</Text> : null}
      <Group justify="flex-end" mt="md" gap="xs">
        <Button variant="default" onClick={() => answer(false)}>
          {t('cancel')}
        </Button>
        <Button data-autofocus color={tone === 'danger' ? 'red' : 'blue'} onClick={() => answer(true)}>
          {yes}
        </Button>
      </Group>
    </DialogWindow>
  )
}
