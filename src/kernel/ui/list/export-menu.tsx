import { Button, Menu } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import type { ReactNode } from 'react'
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
    <Menu>
      <Menu.Target>
        <Button variant="default" leftSection={<IconDownload size={14} aria-hidden="true" />}>
          {t('list.export')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item component="a" href={address('xlsx')} download>
          {t('list.exportXlsx')}
        </Menu.Item>
        <Menu.Item component="a" href={address('csv')} download>
          {t('list.exportCsv')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
