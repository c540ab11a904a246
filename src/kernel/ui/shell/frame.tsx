import { useRouter } from '@tanstack/react-router'
import { lazy, type ReactNode, Suspense, useEffect, useRef, useState } from 'react'
import { Questions } from '../dialog.tsx'
import { registerCreateInPlace } from '../form/create-in-place.ts'
import { usePath } from '../link.tsx'
import { arrivals } from '../page.tsx'
import { useWords } from '../text.ts'
import { BottomBar } from './bottom-bar.tsx'
import classes from './frame.module.css'
import { Header } from './header.tsx'
import { Navigation } from './navigation.tsx'
import { Notices } from './notices.tsx'
import { OfflineBanner } from './offline-banner.tsx'
import { rememberPlace } from './places.ts'
import { StepUp } from './step-up.tsx'

const Palette = lazy(() => import('./palette.tsx'))
registerCreateInPlace(() => import('../form/lookup-create.tsx'))
const narrowKey = 'wh.nav.narrow'

/** The frame around every screen: skip link, navigation, header, content, messages. */
export function Frame({ children }: { children: ReactNode }): ReactNode {
  const t = useWords()
  const [searching, setSearching] = useState(false)
  const [menuOpen, setMenuOpen] = useState(false)
  const [narrow, setNarrow] = useState(() => localStorage.getItem(narrowKey) === '1')
  const main = useRef<HTMLElement>(null)
  const path = usePath()
  useCommandKey(() => setSearching(true))
  useArrivals()
  useLightPaper()
  useEffect(() => {
    rememberPlace(path)
    setMenuOpen(false)
    main.current?.scrollTo({ top: 0 })
  }, [path])
  const toggleNarrow = () => {
    localStorage.setItem(narrowKey, narrow ? '0' : '1')
    setNarrow(!narrow)
  }
  return (
    <div className={classes.frame} data-narrow={narrow || undefined} data-menu={menuOpen || undefined}>
      {/* biome-ignore lint/a11y/useValidAnchor: a skip link goes to a place on this page, inside a scrolled part. */}
      <a
        className={classes.skip}
        href="#content"
        onClick={(event) => {
          event.preventDefault()
          main.current?.focus()
        }}
      >
        {t('shell.skip')}
      </a>
      <Navigation narrow={narrow} onNarrow={toggleNarrow} />
      <Header onSearch={() => setSearching(true)} />
      <main id="content" ref={main} tabIndex={-1} className={classes.main}>
        <OfflineBanner />
        <Suspense>{children}</Suspense>
      </main>
      <BottomBar
        onSearch={() => setSearching(true)}
        onMenu={() => setMenuOpen(!menuOpen)}
        menuOpen={menuOpen}
      />
      <Arrived />
      <Notices />
      <Questions />
      <StepUp />
      {searching ? (
        <Suspense>
          <Palette onClose={() => setSearching(false)} />
        </Suspense>
      ) : null}
    </div>
  )
}

/** Tells a screen reader where one has arrived. */
function Arrived(): ReactNode {
  const path = usePath()
  const [title, setTitle] = useState('')
  useEffect(() => {
    const timer = setTimeout(() => setTitle(path ? document.title : ''), 200)
    return () => clearTimeout(timer)
  }, [path])
  return (
    <div className="wh-hidden" role="status" aria-live="polite">
      {arrivals.count > 1 ? title : ''}
    </div>
  )
}

function useArrivals(): void {
  const router = useRouter()
  useEffect(() => {
    arrivals.count = Math.max(arrivals.count, 1)
    return router.subscribe('onBeforeNavigate', ({ pathChanged }) => {
      if (pathChanged) arrivals.count += 1
    })
  }, [router])
}

/** Paper is white, whatever the screen is. */
function useLightPaper(): void {
  useEffect(() => {
    const root = document.documentElement
    const attribute = 'data-mantine-color-scheme'
    let before: string | null = null
    const begin = () => {
      before = root.getAttribute(attribute)
      root.setAttribute(attribute, 'light')
    }
    const end = () => {
      if (before) root.setAttribute(attribute, before)
    }
    addEventListener('beforeprint', begin)
    addEventListener('afterprint', end)
    return () => {
      removeEventListener('beforeprint', begin)
      removeEventListener('afterprint', end)
    }
  }, [])
}

function useCommandKey(open: () => void): void {
  const latest = useRef(open)
  latest.current = open
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.isComposing || !(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 'k') return
      event.preventDefault()
      latest.current()
    }
    addEventListener('keydown', listen)
    return () => removeEventListener('keydown', listen)
  }, [])
}
