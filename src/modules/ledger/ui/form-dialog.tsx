import { Button } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { Dialog } from '../../../kernel/ui/dialog.tsx'
import { EntityForm } from '../../../kernel/ui/form/entity-form.tsx'
import type { FieldSpec } from '../../../kernel/ui/form/field-spec.ts'
import { invalidate } from '../../../kernel/ui/queries.ts'
import { request } from '../../../kernel/ui/request.ts'

interface FormDialogProps<Values extends object> {
  label: string
  initial: Values
  fields: FieldSpec[]
  url: string
  /** The body the route wants of the form's values. */
  body: (values: Values) => object
  said: (values: Values) => string
}

/** A button and the short form behind it; everything of the books is read again afterwards. */
export function FormDialog<Values extends object>({
  label,
  initial,
  fields,
  url,
  body,
  said,
}: FormDialogProps<Values>): ReactNode {
  const [opened, setOpened] = useState(false)
  const close = () => setOpened(false)
  return (
    <>
      <Button variant="default" size="xs" onClick={() => setOpened(true)}>
        {label}
      </Button>
      <Dialog opened={opened} onClose={close} title={label}>
        <EntityForm<Values>
          layout="dialog"
          initial={initial}
          fields={fields}
          submit={(values, key) => request('POST', url, { body: body(values), idempotencyKey: key })}
          submitLabel={label}
          cancel={close}
          done={(_answer, values) => {
            close()
            invalidate('/api/v1/ledger')
            return { said: said(values) }
          }}
        />
      </Dialog>
    </>
  )
}
