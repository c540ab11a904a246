import {
  type KeyboardEvent,
  type ReactNode,
  type RefObject,
  Suspense,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from 'react'
import classes from './popup.module.css'

/** What a trigger must carry; spread it on the button. */
export interface TriggerProps {
  onClick: () => void
  'aria-expanded': boolean
  'aria-haspopup': 'dialog' | 'menu'
}

interface PopupProps {
  /** Names the panel to a screen reader. */
  label: string
  trigger: (props: TriggerProps) => ReactNode
  /** Which edge of the button the panel keeps to. */
  align?: 'start' | 'end'
  width?: number
  opened?: boolean
  onOpened?: (open: boolean) => void
  children: ReactNode | ((close: () => void) => ReactNode)
}

const gapPx = 4
const marginPx = 8
const controls = 'input, select, textarea, button, a[href], [tabindex="0"]'

/** A panel that hangs from its button: Esc or a press elsewhere closes it and gives the focus back. */
export function Popup(props: PopupProps): ReactNode {
  return <Hanging {...props} kind="dialog" />
}

/** A menu that hangs from its button; its items are `MenuItem`. Arrows move, Esc closes. */
export function MenuPopup(props: PopupProps): ReactNode {
  return <Hanging {...props} kind="menu" />
}

interface MenuItemProps {
  icon?: ReactNode
  right?: ReactNode
  /** A file or a page outside the screens. */
  href?: string
  download?: boolean
  onClick?: () => void
  lang?: string
  danger?: boolean
  refused?: string | undefined
  children: ReactNode
}

export function MenuItem({
  icon,
  right,
  href,
  download,
  onClick,
  lang,
  danger,
  refused,
  children,
}: MenuItemProps): ReactNode {
  const content = (
    <>
      {icon}
      <span className={classes.itemText}>{children}</span>
      {right}
    </>
  )
  const shared = {
    role: 'menuitem',
    tabIndex: -1,
    className: classes.item,
    lang,
    title: refused,
    'aria-disabled': refused ? true : undefined,
    'data-danger': danger || undefined,
  } as const
  if (href) {
    return (
      <a {...shared} href={href} download={download}>
        {content}
      </a>
    )
  }
  return (
    <button type="button" {...shared} onClick={onClick}>
      {content}
    </button>
  )
}

export function MenuDivider(): ReactNode {
  return <hr className={classes.divider} />
}

function Hanging({
  kind,
  label,
  trigger,
  align = 'start',
  width,
  opened,
  onOpened,
  children,
}: PopupProps & { kind: 'dialog' | 'menu' }): ReactNode {
  const [own, setOwn] = useState(false)
  const open = opened ?? own
  const anchor = useRef<HTMLSpanElement>(null)
  const set = (next: boolean) => {
    setOwn(next)
    onOpened?.(next)
  }
  const close = () => {
    set(false)
    anchor.current?.querySelector<HTMLElement>('button, a')?.focus()
  }
  return (
    <>
      <span ref={anchor} className={classes.anchor}>
        {trigger({ onClick: () => set(!open), 'aria-expanded': open, 'aria-haspopup': kind })}
      </span>
      {open ? (
        <Panel
          kind={kind}
          label={label}
          anchor={anchor}
          align={align}
          width={width}
          close={close}
          leave={() => set(false)}
        >
          {typeof children === 'function' ? children(close) : children}
        </Panel>
      ) : null}
    </>
  )
}

interface PanelProps {
  kind: 'dialog' | 'menu'
  label: string
  anchor: RefObject<HTMLElement | null>
  align: 'start' | 'end'
  width: number | undefined
  close: () => void
  /** Closes without taking the focus, which has already gone elsewhere. */
  leave: () => void
  children: ReactNode
}

function Panel({ kind, label, anchor, align, width, close, leave, children }: PanelProps): ReactNode {
  const panel = useRef<HTMLDivElement>(null)
  usePlace(panel, anchor, align)
  useOutside(panel, anchor, leave)
  const pressed = (event: KeyboardEvent) => {
    if (event.key === 'Escape') {
      event.stopPropagation()
      close()
    } else if (kind === 'menu') moveInMenu(event, panel.current, close)
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: its role is a dialog or a menu.
    // biome-ignore lint/a11y/useAriaPropsSupportedByRole: both roles are named so.
    <div
      ref={panel}
      role={kind}
      aria-label={label}
      tabIndex={-1}
      className={classes.panel}
      data-kind={kind}
      style={width ? { width } : undefined}
      onKeyDown={pressed}
      onClick={(event) => {
        if (kind === 'menu' && event.target instanceof Element && event.target.closest('[role="menuitem"]'))
          close()
      }}
    >
      <Suspense fallback={<span className={classes.waiting} />}>
        <Ready panel={panel} selector={kind === 'menu' ? '[role="menuitem"]' : controls} />
        {children}
      </Suspense>
    </div>
  )
}

/** The first control takes the focus once what is inside has come. */
function Ready({ panel, selector }: { panel: RefObject<HTMLElement | null>; selector: string }): null {
  useEffect(() => {
    const first = panel.current?.querySelector<HTMLElement>(selector)
    ;(first ?? panel.current)?.focus({ preventScroll: true })
  }, [panel, selector])
  return null
}

/** Under the button, or over it where there is no room; within the window either way. */
function usePlace(
  panel: RefObject<HTMLElement | null>,
  anchor: RefObject<HTMLElement | null>,
  align: 'start' | 'end',
): void {
  useLayoutEffect(() => {
    const element = panel.current
    const button = anchor.current?.firstElementChild
    if (!element || !button) return
    const place = () => {
      const from = button.getBoundingClientRect()
      const size = element.getBoundingClientRect()
      const wished = align === 'end' ? from.right - size.width : from.left
      const left = Math.max(marginPx, Math.min(wished, innerWidth - size.width - marginPx))
      const below = from.bottom + gapPx
      const above = from.top - gapPx - size.height
      const top = below + size.height > innerHeight - marginPx && above > marginPx ? above : below
      element.style.left = `${left}px`
      element.style.top = `${top}px`
    }
    place()
    const watcher = new ResizeObserver(place)
    watcher.observe(element)
    addEventListener('resize', place)
    addEventListener('scroll', place, { capture: true, passive: true })
    return () => {
      watcher.disconnect()
      removeEventListener('resize', place)
      removeEventListener('scroll', place, { capture: true })
    }
  }, [panel, anchor, align])
}

/** A press or the focus elsewhere closes; lists that controls inside hang at the end of the page count as inside. */
function useOutside(
  panel: RefObject<HTMLElement | null>,
  anchor: RefObject<HTMLElement | null>,
  leave: () => void,
): void {
  const latest = useRef(leave)
  latest.current = leave
  useEffect(() => {
    const check = (event: Event) => {
      const target = event.target
      if (!(target instanceof Node) || target === document.body) return
      if (panel.current?.contains(target) || anchor.current?.contains(target)) return
      if (target instanceof Element && target.closest('[data-portal]')) return
      latest.current()
    }
    addEventListener('pointerdown', check, true)
    addEventListener('focusin', check, true)
    return () => {
      removeEventListener('pointerdown', check, true)
      removeEventListener('focusin', check, true)
    }
  }, [panel, anchor])
}

function moveInMenu(event: KeyboardEvent, panel: HTMLElement | null, close: () => void): void {
  const items = [...(panel?.querySelectorAll<HTMLElement>('[role="menuitem"]') ?? [])]
  const at = items.indexOf(document.activeElement as HTMLElement)
  const moves: Record<string, number> = {
    ArrowDown: (at + 1) % items.length,
    ArrowUp: (at - 1 + items.length) % items.length,
    Home: 0,
    End: items.length - 1,
  }
  if (event.key === 'Tab') close()
  const next = moves[event.key]
  if (next === undefined) return
  event.preventDefault()
  items[next]?.focus()
}
