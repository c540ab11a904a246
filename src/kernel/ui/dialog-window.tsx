import { Modal } from '@mantine/core'
import type { ReactNode } from 'react'
import type { DialogProps } from './dialog.tsx'
import { useWords } from './text.ts'

export default function DialogWindow({
  opened,
  onClose,
  title,
  size = 'md',
  children,
}: DialogProps): ReactNode {
  const t = useWords()
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={title}
      size={size}
      closeButtonProps={{ 'aria-label': t('close') }}
      radius="lg"
    >
      {children}
    </Modal>
  )
}
