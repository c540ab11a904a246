import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import { Dialog } from '../../../kernel/ui/dialog.tsx'
import { EntityForm } from '../../../kernel/ui/form/entity-form.tsx'
import type { FieldSpec } from '../../../kernel/ui/form/field-spec.ts'
import { invalidate } from '../../../kernel/ui/queries.ts'
import { base } from './party.ts'
import { useT } from './text.ts'

interface AddPartProps {
  label: string
  url: string
  method?: 'POST' | 'PATCH'
  initial: object
  fields: readonly FieldSpec[]
  /** The word on a quiet button inside a row; the label stays its name. */
  small?: string
}

/** A button and the short form behind it: one more contact point, address, role, relation or consent. */
export function AddPart({ label, url, method = 'POST', initial, fields, small }: AddPartProps): ReactNode {
  const t = useT()
  const [opened, setOpened] = useState(false)
  const close = () => setOpened(false)
  return (
    <>
      <Button
        variant={small ? 'subtle' : 'default'}
        size="compact-xs"
        leftSection={small ? undefined : <IconPlus size={13} aria-hidden="true" />}
        aria-label={label}
        onClick={() => setOpened(true)}
      >
        {small ?? label}
      </Button>
      <Dialog opened={opened} onClose={close} title={label}>
        <EntityForm<object>
          layout="dialog"
          initial={initial}
          fields={fields}
          url={url}
          method={method}
          submitLabel={label}
          cancel={close}
          done={() => {
            close()
            void invalidate(base)
            void invalidate('/api/v1/kernel/timeline')
            return { said: t('party.saved') }
          }}
        />
      </Dialog>
    </>
  )
}
