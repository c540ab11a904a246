import { Button } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { Dialog } from '../dialog.tsx'
import { EntityForm, type EntityFormProps } from './entity-form.tsx'

type FormDialogProps<Values extends object> = Pick<
  EntityFormProps<Values, unknown>,
  'initial' | 'fields' | 'url' | 'method' | 'version' | 'submit'
> & {
  label: string
  /** Path prefixes read again. */
  invalidates: string[]
  said: (values: Values) => string
  primary?: boolean
  small?: boolean
}

/** A button and the short form behind it. */
export function FormDialog<Values extends object>({
  label,
  primary,
  small,
  said,
  ...form
}: FormDialogProps<Values>): ReactNode {
  const [opened, setOpened] = useState(false)
  const close = () => setOpened(false)
  return (
    <>
      <Button
        variant={primary ? 'filled' : small ? 'subtle' : 'default'}
        size={small ? 'compact-xs' : 'xs'}
        onClick={() => setOpened(true)}
      >
        {label}
      </Button>
      <Dialog opened={opened} onClose={close} title={label}>
        <EntityForm<Values>
          {...form}
          layout="dialog"
          submitLabel={label}
          cancel={close}
          done={(_answer, values) => {
            close()
            return { said: said(values) }
          }}
        />
      </Dialog>
    </>
  )
}
