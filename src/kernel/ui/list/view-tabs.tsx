import { IconDeviceFloppy, IconX } from '@tabler/icons-react'
import { lazy, type ReactNode } from 'react'
import { Popup } from '../popup.tsx'
import { useCommand } from '../queries.ts'
import { api } from '../request.ts'
import { useWords } from '../text.ts'
import classes from './entity-list.module.css'
import type { ListState, ViewSpec } from './list-state.ts'

const SaveView = lazy(() => import('./save-view.tsx'))
const viewsPath = '/api/v1/kernel/views'

interface ViewTabsProps {
  entity: string
  views: readonly ViewSpec[]
  state: ListState
  current: ViewSpec | undefined
  columns: readonly string[]
}

/** Everything, the views the module knows, and those people saved; a changed one offers to be kept. */
export function ViewTabs({ entity, views, state, current, columns }: ViewTabsProps): ReactNode {
  const t = useWords()
  const drop = useCommand((view: ViewSpec) => api.remove(`${viewsPath}/${view.id}`), {
    invalidates: [viewsPath],
    said: t('list.viewDropped'),
    undo: (_answer, view) =>
      api
        .post(viewsPath, { entity, name: view.label, query: view.query, shared: false })
        .then(() => undefined),
  })
  return (
    <nav className={classes.tabs} aria-label={t('list.views')}>
      {[undefined, ...views].map((view) => (
        <span key={view?.name ?? ''} className={classes.tab} data-here={view === current || undefined}>
          <button
            type="button"
            aria-current={view === current ? 'true' : undefined}
            onClick={() => state.choose(view)}
          >
            {view?.label ?? t('list.all')}
          </button>
          {view?.id && view === current ? (
            <button
              type="button"
              className={classes.dropView}
              aria-label={t('list.dropView', { name: view.label })}
              onClick={() => {
                state.choose(undefined)
                drop.mutate(view)
              }}
            >
              <IconX size={13} aria-hidden="true" />
            </button>
          ) : null}
        </span>
      ))}
      {state.changed(current) ? (
        <Popup
          label={t('list.saveView')}
          width={260}
          trigger={(props) => (
            <button type="button" className={classes.saveView} {...props}>
              <IconDeviceFloppy size={14} aria-hidden="true" />
              {t('list.saveView')}
            </button>
          )}
        >
          {(close) => <SaveView entity={entity} state={state} columns={columns} onClose={close} />}
        </Popup>
      ) : null}
    </nav>
  )
}
