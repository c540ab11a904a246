import { Modal } from '@mantine/core'
import type { ReactNode } from 'react'
import type { DialogProps } from './dialog-props.ts'
import classes from './page.module.css'
import { useWords } from './text.ts'

/** Put together from parts, because the library's own head is a `header`: a second banner to a screen reader. */
export default function DialogWindow({
  opened,
  onClose,
  title,
  size = 'md',
  children,
}: DialogProps): ReactNode {
  const t = useWords()
  return (
    <Modal.Root opened={opened} onClose={onClose} size={size}>
      <Modal.Overlay />
      <Modal.Content radius="lg">
        <div className={classes.dialogHead}>
          <Modal.Title>{title}</Modal.Title>
          <Modal.CloseButton aria-label={t('close')} />
        </div>
        <Modal.Body ref={startInFirstField}>{children}</Modal.Body>
      </Modal.Content>
    </Modal.Root>
  )
}

/** One opens a form to write in it: the cursor goes to its first field, not to the button that closes it. */
function startInFirstField(body: HTMLElement | null): void {
  if (body?.querySelector('[data-autofocus]')) return
  body?.querySelector('input, select, textarea')?.setAttribute('data-autofocus', 'true')
}
