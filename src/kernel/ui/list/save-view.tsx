import type { ReactNode } from 'react'
import { EntityForm } from '../form/entity-form.tsx'
import { invalidate } from '../queries.ts'
import { request } from '../request.ts'
import { useWords } from '../text.ts'
import type { ListState } from './list-state.ts'

const viewsPath = '/api/v1/kernel/views'

interface SaveViewProps {
  entity: string
  state: ListState
  columns: readonly string[]
  onClose: () => void
}

export default function SaveView({ entity, state, columns, onClose }: SaveViewProps): ReactNode {
  const t = useWords()
  return (
    <EntityForm<{ name: string; shared: boolean }, { id: string }>
      layout="dialog"
      initial={{ name: '', shared: false }}
      fields={[
        { name: 'name', label: t('list.viewName'), kind: 'text', required: true, maxLength: 60 },
        { name: 'shared', label: t('list.viewShared'), kind: 'yes' },
      ]}
      submit={(values, key) =>
        request('POST', viewsPath, {
          body: { entity, ...values, query: state.query, columns },
          idempotencyKey: key,
        })
      }
      submitLabel={t('save')}
      done={(answer) => {
        void invalidate(viewsPath).then(() => state.set({ view: answer.id }))
        onClose()
        return { said: t('list.viewSaved') }
      }}
    />
  )
}
