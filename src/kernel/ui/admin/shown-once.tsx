import { Button, Code, Group } from '@mantine/core'
import type { ReactNode } from 'react'
import { Dialog } from '../dialog.tsx'
import { notify } from '../notify.ts'
import { useWords } from '../text.ts'
import { useAdminWords } from './text.ts'

interface ShownOnceProps {
  title: string
  text: string
  secret: string | null
  onClose: () => void
}

/** A password or key that the server will never tell again. */
export function ShownOnce({ title, text, secret, onClose }: ShownOnceProps): ReactNode {
  const t = useAdminWords()
  const words = useWords()
  return (
    <Dialog opened onClose={onClose} title={title}>
      <p>{text}</p>
      {secret === null ? null : (
        <Code block fz={14}>
          {secret}
        </Code>
      )}
      <Group justify="flex-end" gap="xs" mt="md">
        {secret === null ? null : (
          <Button
            variant="default"
            onClick={() =>
              void navigator.clipboard.writeText(secret).then(() => notify.done(t('keys.copied')))
            }
          >
            {t('keys.copy')}
          </Button>
        )}
        <Button onClick={onClose}>{words('close')}</Button>
      </Group>
    </Dialog>
  )
}
