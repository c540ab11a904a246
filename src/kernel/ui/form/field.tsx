import { Input } from '@mantine/core'
import type { ReactNode } from 'react'

interface FieldProps {
  label: ReactNode
  error?: ReactNode
  hint?: ReactNode
  required?: boolean
  /** Id of the handmade control inside. */
  control?: string
  children: ReactNode
}

/** Label, hint and fault around a handmade control. */
export function Field({ label, error, hint, required, control, children }: FieldProps): ReactNode {
  return (
    <Input.Wrapper
      label={label}
      error={error}
      description={hint}
      withAsterisk={required ?? false}
      labelProps={control ? { htmlFor: control } : { labelElement: 'div' }}
    >
      {children}
    </Input.Wrapper>
  )
}
