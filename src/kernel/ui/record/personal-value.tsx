import { Button } from '@mantine/core'
import { IconEye } from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import { Dialog } from '../dialog.tsx'
import { EntityForm } from '../form/entity-form.tsx'
import { useMay } from '../me.ts'
import { request } from '../request.ts'
import { useWords } from '../text.ts'
import { None } from '../values.tsx'

interface PersonalValueProps {
  entity: string
  id: string
  /** The field's name in the API. */
  field: string
  /** What it is called on this screen. */
  label: string
  /** As the server answered it: masked for those who may not read it. */
  value: string | null | undefined
}

const revealPath = '/api/v1/kernel/personal-data/reveal'

/**
 * Personal data as the server gave it; where it is masked, whoever may opens it with a reason, which is kept in the
 * access log. It is shown in clear until the screen is left.
 */
export function PersonalValue({ entity, id, field, label, value }: PersonalValueProps): ReactNode {
  const t = useWords()
  const mayReveal = useMay('personal-data.reveal')
  const [asking, setAsking] = useState(false)
  const [clear, setClear] = useState<{ of: string; value: string }>()
  if (!value) return <None />
  const key = `${entity} ${id} ${field}`
  if (clear?.of === key) return clear.value
  if (!mayReveal || !value.includes('*')) return value
  return (
    <>
      {value}{' '}
      <Button
        variant="subtle"
        size="compact-xs"
        leftSection={<IconEye size={14} aria-hidden="true" />}
        aria-label={t('personal.revealOf', { label })}
        onClick={() => setAsking(true)}
      >
        {t('personal.reveal')}
      </Button>
      <Dialog opened={asking} onClose={() => setAsking(false)} title={t('personal.revealOf', { label })}>
        <EntityForm<{ reason: string }, { value: string }>
          layout="dialog"
          initial={{ reason: '' }}
          fields={[
            {
              name: 'reason',
              label: t('personal.reason'),
              kind: 'text',
              required: true,
              maxLength: 500,
              wide: true,
              hint: t('personal.reasonHint'),
            },
          ]}
          invalidates={[]}
          submit={({ reason }) => request('POST', revealPath, { body: { entity, id, field, reason } })}
          submitLabel={t('personal.reveal')}
          cancel={() => setAsking(false)}
          done={(answer) => {
            setClear({ of: key, value: answer.value })
            setAsking(false)
            return undefined
          }}
        />
      </Dialog>
    </>
  )
}
