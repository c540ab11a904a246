import { type ReactNode, useState } from 'react'
import { useAdminWords } from '../admin/text.ts'
import type { ScreenProps } from '../define-ui.ts'
import { recordLink } from '../define-ui.ts'
import { useUrl } from '../link.tsx'
import { Await, Empty, Page } from '../page.tsx'
import { queryClient, useRecord } from '../queries.ts'
import { say } from '../text.ts'
import { ImportCheck } from './import-check.tsx'
import { ImportProgress } from './import-progress.tsx'
import { type Import, importsPath } from './import-types.ts'
import { ImportUpload } from './import-upload.tsx'

/** File → columns → check → run → result; nothing is written before the last press. */
export default function ImportWizard({ params }: ScreenProps): ReactNode {
  const t = useAdminWords()
  const [url] = useUrl()
  const [made, setMade] = useState<Import>()
  const id = params.id ?? made?.id
  const entity = url.entity ?? made?.entity
  const link = entity ? recordLink(entity) : undefined
  const title = link ? t('import.titleOf', { name: say(link.label) }) : t('import.title')
  return (
    <Page title={title}>
      {id ? (
        <Known id={id} onAgain={() => setMade(undefined)} />
      ) : entity ? (
        <ImportUpload
          entity={entity}
          onMade={(found) => {
            keep(found)
            setMade(found)
          }}
        />
      ) : (
        <Empty title={t('import.title')} text={t('import.noEntity')} />
      )}
    </Page>
  )
}

function Known({ id, onAgain }: { id: string; onAgain: () => void }): ReactNode {
  const query = useRecord<Import>(importsPath, id)
  return (
    <Await query={query}>
      {(found) =>
        found.state === 'draft' ? (
          <ImportCheck found={found} onChange={keep} onAgain={onAgain} />
        ) : (
          <ImportProgress found={found} onAgain={onAgain} />
        )
      }
    </Await>
  )
}

function keep(found: Import): void {
  queryClient.setQueryData([`${importsPath}/${found.id}`, {}], found)
}
