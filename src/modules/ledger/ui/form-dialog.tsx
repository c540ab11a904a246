import type { ReactNode } from 'react'
import type { FieldSpec } from '../../../kernel/ui/form/field-spec.ts'
import { FormDialog } from '../../../kernel/ui/form/form-dialog.tsx'
import { request } from '../../../kernel/ui/request.ts'

interface BooksFormDialogProps<Values extends object> {
  label: string
  initial: Values
  fields: FieldSpec[]
  url: string
  /** The body the route wants of the form's values. */
  body: (values: Values) => object
  said: (values: Values) => string
}

/** A short form behind a button; everything of the books is read again afterwards. */
export function BooksFormDialog<Values extends object>({
  url,
  body,
  ...form
}: BooksFormDialogProps<Values>): ReactNode {
  return (
    <FormDialog<Values>
      {...form}
      url={url}
      invalidates={['/api/v1/ledger']}
      submit={(values, key) => request('POST', url, { body: body(values), idempotencyKey: key })}
    />
  )
}
