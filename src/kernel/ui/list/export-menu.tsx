import { Button } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { MenuItem, MenuPopup } from '../popup.tsx'
import { addressOf } from '../request.ts'
import { useWords } from '../text.ts'

interface ExportMenuProps {
  base: string
  query: Record<string, string>
  columns: readonly string[]
}

/** A file of exactly what is shown: this question, these columns, in this order, every row. */
export function ExportMenu({ base, query, columns }: ExportMenuProps): ReactNode {
  const t = useWords()
  const address = (format: string) => addressOf(`${base}.${format}`, { ...query, columns })
  return (
    <MenuPopup
      label={t('list.export')}
      align="end"
      trigger={(props) => (
        <Button variant="default" leftSection={<IconDownload size={14} aria-hidden="true" />} {...props}>
          {t('list.export')}
        </Button>
      )}
    >
      <MenuItem href={address('xlsx')} download>
        {t('list.exportXlsx')}
      </MenuItem>
      <MenuItem href={address('csv')} download>
        {t('list.exportCsv')}
      </MenuItem>
    </MenuPopup>
  )
}
