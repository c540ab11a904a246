import { type ReactNode, useSyncExternalStore } from 'react'
import { useWords } from '../text.ts'
import classes from './header.module.css'

/** Says that the network is gone, and that nothing entered is lost. */
export function OfflineBanner(): ReactNode {
  const t = useWords()
  const online = useSyncExternalStore(
    (listener) => {
      addEventListener('online', listener)
      addEventListener('offline', listener)
      return () => {
        removeEventListener('online', listener)
        removeEventListener('offline', listener)
      }
    },
    () => navigator.onLine,
  )
  return online ? null : (
    <div className={classes.offline} role="status">
      {t('shell.offline')}
    </div>
  )
}
