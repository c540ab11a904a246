import type { ReactNode } from 'react'
import { Dialog } from '../dialog.tsx'
import type { LookupCreateProps } from './create-in-place.ts'
import { EntityForm } from './entity-form.tsx'

export default function LookupCreate({ lookup, typed, onClose, onCreated }: LookupCreateProps): ReactNode {
  const create = lookup.create
  if (!create) return null
  const first = create.fields[0]
  return (
    <Dialog opened onClose={onClose} title={create.label}>
      <EntityForm<Record<string, unknown>, unknown>
        layout="dialog"
        initial={first && typed ? { [first.name]: typed } : {}}
        fields={create.fields}
        url={create.url ?? lookup.base}
        submitLabel={create.label}
        cancel={onClose}
        done={(row) => {
          onCreated(row)
          return undefined
        }}
      />
    </Dialog>
  )
}
