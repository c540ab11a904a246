import { ActionIcon, Button, Checkbox, SegmentedControl } from '@mantine/core'
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useWords } from '../text.ts'
import type { Column } from './column.ts'
import { type Density, type GridSettingsProps, isShown } from './column-choice.ts'
import classes from './data-grid.module.css'

/** Which columns, in which order, and how high the rows are. */
export default function ColumnChooser({ choice, change, columns }: GridSettingsProps): ReactNode {
  const t = useWords()
  const toggle = (column: Column<unknown>) => {
    const list = column.hidden ? 'shown' : 'hidden'
    const has = choice[list].includes(column.key)
    change({ [list]: has ? choice[list].filter((key) => key !== column.key) : [...choice[list], column.key] })
  }
  const move = (index: number, by: number) => {
    const keys = columns.map((column) => column.key)
    const [key] = keys.splice(index, 1)
    if (key === undefined) return
    keys.splice(index + by, 0, key)
    change({ order: keys })
  }
  const shownCount = columns.filter((column) => isShown(column, choice)).length
  return (
    <div>
      <SegmentedControl
        fullWidth
        size="xs"
        mb="xs"
        aria-label={t('grid.density')}
        value={choice.density}
        onChange={(density) => change({ density: density as Density })}
        data={[
          { value: 'compact', label: t('grid.compact') },
          { value: 'normal', label: t('grid.normal') },
        ]}
      />
      <ul className={classes.chooser}>
        {columns.map((column, index) => (
          <li key={column.key}>
            <Checkbox
              size="xs"
              label={column.label}
              checked={isShown(column, choice)}
              disabled={isShown(column, choice) && shownCount === 1}
              onChange={() => toggle(column)}
            />
            <ActionIcon
              size={24}
              disabled={index === 0}
              onClick={() => move(index, -1)}
              aria-label={t('grid.moveUp', { name: column.label })}
            >
              <IconArrowUp size={14} aria-hidden="true" />
            </ActionIcon>
            <ActionIcon
              size={24}
              disabled={index === columns.length - 1}
              onClick={() => move(index, 1)}
              aria-label={t('grid.moveDown', { name: column.label })}
            >
              <IconArrowDown size={14} aria-hidden="true" />
            </ActionIcon>
          </li>
        ))}
      </ul>
      <Button
        variant="subtle"
        size="compact-xs"
        onClick={() => change({ order: [], hidden: [], shown: [], widths: {} })}
      >
        {t('grid.reset')}
      </Button>
    </div>
  )
}
