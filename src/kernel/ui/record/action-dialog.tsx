import type { ReactNode } from 'react'
import { Dialog } from '../dialog.tsx'
import { EntityForm } from '../form/entity-form.tsx'
import type { FieldSpec } from '../form/field-spec.ts'

interface ActionDialogProps {
  title: string
  tone: 'primary' | 'danger'
  fields: readonly FieldSpec[]
  submit: (input: object) => Promise<unknown>
  onClose: () => void
}

/** What a transition needs to know before it runs. */
export default function ActionDialog({ title, tone, fields, submit, onClose }: ActionDialogProps): ReactNode {
  return (
    <Dialog opened onClose={onClose} title={title}>
      <EntityForm<Record<string, unknown>>
        layout="dialog"
        initial={{}}
        fields={fields}
        submit={submit}
        submitLabel={title}
        tone={tone}
        cancel={onClose}
        done={() => {
          onClose()
          return undefined
        }}
      />
    </Dialog>
  )
}
