import { Button, FileButton, Loader } from '@mantine/core'
import { IconFileSpreadsheet } from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import { useAdminWords } from '../admin/text.ts'
import { Problem } from '../page.tsx'
import { useCommand } from '../queries.ts'
import { addressOf, request } from '../request.ts'
import { type Import, importsPath } from './import-types.ts'
import classes from './imports.module.css'

const accepted =
  '.csv,.tsv,.txt,.xlsx,text/csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

export function ImportUpload({
  entity,
  onMade,
}: {
  entity: string
  onMade: (found: Import) => void
}): ReactNode {
  const t = useAdminWords()
  const [over, setOver] = useState(false)
  const upload = useCommand(
    (file: File, key) => {
      const form = new FormData()
      form.set('entity', entity)
      form.set('file', file)
      return request<Import>('POST', importsPath, { form, idempotencyKey: key })
    },
    { quiet: true, onDone: onMade },
  )
  const template = (format: string) => addressOf(`${importsPath}/template`, { entity, format })
  return (
    <>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is a shortcut for the button inside. */}
      <div
        className={classes.drop}
        data-over={over || undefined}
        onDragOver={(event) => {
          event.preventDefault()
          setOver(true)
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault()
          setOver(false)
          const file = event.dataTransfer.files[0]
          if (file) upload.mutate(file)
        }}
      >
        <IconFileSpreadsheet size={36} stroke={1.3} aria-hidden="true" />
        {upload.isPending ? (
          <span role="status">
            <Loader size="xs" type="dots" aria-hidden="true" /> {t('import.reading')}
          </span>
        ) : (
          <>
            <strong>{t('import.drop')}</strong>
            <span className={classes.quiet}>{t('import.limits')}</span>
            <FileButton accept={accepted} onChange={(file) => (file ? upload.mutate(file) : undefined)}>
              {(props) => (
                <Button {...props} size="sm">
                  {t('import.pick')}
                </Button>
              )}
            </FileButton>
          </>
        )}
        <span className={classes.quiet}>
          {t('import.template')}: <a href={template('xlsx')}>XLSX</a> · <a href={template('csv')}>CSV</a>
        </span>
      </div>
      {upload.error ? <Problem error={upload.error} /> : null}
    </>
  )
}
