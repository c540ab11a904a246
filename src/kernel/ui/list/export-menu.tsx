import { Button } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { notify } from '../notify.ts'
import { MenuItem, MenuPopup } from '../popup.tsx'
import { useCommand } from '../queries.ts'
import { download, ProblemError } from '../request.ts'
import { useWords } from '../text.ts'

interface ExportMenuProps {
  base: string
  query: Record<string, string>
  /** As shown, in their order. */
  columns: readonly { key: string; label: string }[]
}

/** A file of exactly what is shown: this question, these columns, in this order, every row. */
export function ExportMenu({ base, query, columns }: ExportMenuProps): ReactNode {
  const t = useWords()
  const save = useCommand(async (format: 'xlsx' | 'csv') => {
    const left = await saveWithout(`${base}.${format}`, query, columns)
    if (left.length > 0) notify.info(t('list.exportWithout', { columns: left.join(', ') }))
  })
  return (
    <MenuPopup
      label={t('list.export')}
      align="end"
      trigger={(props) => (
        <Button
          variant="default"
          loading={save.isPending}
          leftSection={<IconDownload size={14} aria-hidden="true" />}
          {...props}
        >
          {t('list.export')}
        </Button>
      )}
    >
      <MenuItem onClick={() => save.mutate('xlsx')}>{t('list.exportXlsx')}</MenuItem>
      <MenuItem onClick={() => save.mutate('csv')}>{t('list.exportCsv')}</MenuItem>
    </MenuPopup>
  )
}

/** A column reckoned on the screen has no place in a file: it is left out, and the answer names it. */
async function saveWithout(
  path: string,
  query: Record<string, string>,
  columns: ExportMenuProps['columns'],
): Promise<string[]> {
  const left: string[] = []
  let wanted = columns
  for (;;) {
    try {
      await download(path, { ...query, columns: wanted.map(({ key }) => key) })
      return left
    } catch (error) {
      const unknown =
        error instanceof ProblemError && error.code === 'export.unknown-column'
          ? error.details.column
          : undefined
      const column = wanted.find(({ key }) => key === unknown)
      if (!column) throw error
      left.push(column.label)
      wanted = wanted.filter((one) => one !== column)
    }
  }
}
