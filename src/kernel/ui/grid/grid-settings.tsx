import { IconColumns3 } from '@tabler/icons-react'
import { lazy, type ReactNode } from 'react'
import { Popup } from '../popup.tsx'
import { useWords } from '../text.ts'
import type { GridSettingsProps } from './column-choice.ts'
import classes from './data-grid.module.css'

const ColumnChooser = lazy(() => import('./column-chooser.tsx'))

export function GridSettings(props: GridSettingsProps): ReactNode {
  const t = useWords()
  return (
    <Popup
      label={t('grid.columns')}
      align="end"
      width={280}
      trigger={(triggerProps) => (
        <button type="button" className={classes.settings} {...triggerProps}>
          <IconColumns3 size={15} aria-hidden="true" />
          {t('grid.columns')}
        </button>
      )}
    >
      <ColumnChooser {...props} />
    </Popup>
  )
}
