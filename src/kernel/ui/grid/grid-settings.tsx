import { Popover } from '@mantine/core'
import { IconColumns3 } from '@tabler/icons-react'
import { lazy, type ReactNode, Suspense, useState } from 'react'
import { useWords } from '../text.ts'
import type { Column } from './column.ts'
import type { ColumnChoice } from './column-choice.ts'
import classes from './data-grid.module.css'

const ColumnChooser = lazy(() => import('./column-chooser.tsx'))

export interface GridSettingsProps {
  choice: ColumnChoice
  change: (patch: Partial<ColumnChoice>) => void
  columns: Column<unknown>[]
}

export function GridSettings(props: GridSettingsProps): ReactNode {
  const t = useWords()
  const [open, setOpen] = useState(false)
  return (
    <Popover opened={open} onChange={setOpen} width={280} position="top-end" trapFocus returnFocus>
      <Popover.Target>
        <button type="button" className={classes.settings} onClick={() => setOpen(!open)}>
          <IconColumns3 size={15} aria-hidden="true" />
          {t('grid.columns')}
        </button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t('grid.columns')}>
        <Suspense>
          <ColumnChooser {...props} />
        </Suspense>
      </Popover.Dropdown>
    </Popover>
  )
}
