import { Modal, UnstyledButton } from '@mantine/core'
import { IconArrowRight, IconBolt, IconFile, IconSearch } from '@tabler/icons-react'
import { type KeyboardEvent, type ReactNode, useEffect, useId, useMemo, useRef, useState } from 'react'
import { chosungOf } from '../../shared/hangul.ts'
import { moduleUis, recordLink } from '../define-ui.ts'
import { useGo } from '../link.tsx'
import { may, useMe } from '../me.ts'
import { useEndpoint } from '../queries.ts'
import { say, useWords } from '../text.ts'
import classes from './palette.module.css'

interface Hit {
  key: string
  kind: 'record' | 'command' | 'page'
  title: string
  subtitle: string
  run: () => void
}

interface SearchAnswer {
  items: { entity: string; id: string; title: string; subtitle: string | null; path: string | null }[]
}

const pauseMs = 120
const mostOwn = 8

/** Records by number, name, phone or 초성, pages by name, actions by verb; all from the keyboard. */
export default function Palette({ onClose }: { onClose: () => void }): ReactNode {
  const t = useWords()
  const listId = useId()
  const [typed, setTyped] = useState('')
  const [at, setAt] = useState(0)
  const list = useRef<HTMLDivElement>(null)
  const { hits, searching } = useHits(typed, onClose)
  const index = Math.min(at, Math.max(0, hits.length - 1))
  useEffect(() => {
    list.current?.querySelector(`[data-index="${index}"]`)?.scrollIntoView({ block: 'nearest' })
  }, [index])
  // What is shown may still answer what was typed before; Enter waits for the answer to what stands there now.
  const [taking, setTaking] = useState(false)
  useEffect(() => {
    if (!taking || searching) return
    setTaking(false)
    hits[index]?.run()
  })
  const pressed = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'ArrowDown') setAt(Math.min(index + 1, hits.length - 1))
    else if (event.key === 'ArrowUp') setAt(Math.max(index - 1, 0))
    else if (event.key === 'Enter') setTaking(true)
    else return
    event.preventDefault()
  }
  const groups = (['record', 'command', 'page'] as const).map((kind) => ({
    kind,
    hits: hits.filter((hit) => hit.kind === kind),
  }))
  return (
    <Modal.Root opened onClose={onClose} padding={0} size={620} yOffset="12vh">
      <Modal.Overlay />
      <Modal.Content radius="lg" aria-label={t('shell.search')}>
        <div className={classes.box}>
          <IconSearch size={18} aria-hidden="true" />
          <input
            data-autofocus
            className={classes.input}
            role="combobox"
            aria-expanded="true"
            aria-controls={listId}
            aria-activedescendant={hits[index] ? `${listId}-${index}` : undefined}
            aria-label={t('shell.search')}
            placeholder={t('palette.hint')}
            autoComplete="off"
            spellCheck={false}
            value={typed}
            onChange={(event) => {
              setTyped(event.currentTarget.value)
              setTaking(false)
              setAt(0)
            }}
            onKeyDown={pressed}
          />
          <kbd>Esc</kbd>
        </div>
        <div className={classes.list} id={listId} role="listbox" ref={list} aria-label={t('palette.results')}>
          {groups.map((group) =>
            group.hits.length === 0 ? null : (
              // biome-ignore lint/a11y/useSemanticElements: a group of options has no element of its own.
              <div key={group.kind} role="group" aria-label={t(`palette.${group.kind}`)}>
                <div className={classes.kind} aria-hidden="true">
                  {t(`palette.${group.kind}`)}
                </div>
                {group.hits.map((hit) => {
                  const place = hits.indexOf(hit)
                  return (
                    <UnstyledButton
                      key={hit.key}
                      id={`${listId}-${place}`}
                      role="option"
                      tabIndex={-1}
                      aria-selected={place === index}
                      data-index={place}
                      className={classes.hit}
                      onMouseMove={() => setAt(place)}
                      onClick={hit.run}
                    >
                      <HitIcon kind={hit.kind} />
                      <span className={classes.title}>{hit.title}</span>
                      <span className={classes.subtitle}>{hit.subtitle}</span>
                    </UnstyledButton>
                  )
                })}
              </div>
            ),
          )}
        </div>
        <div className={classes.foot} role="status">
          {hits.length === 0 && typed && !searching ? t('palette.none', { text: typed }) : t('palette.keys')}
        </div>
      </Modal.Content>
    </Modal.Root>
  )
}

function HitIcon({ kind }: { kind: Hit['kind'] }): ReactNode {
  if (kind === 'command') return <IconBolt size={16} aria-hidden="true" />
  if (kind === 'page') return <IconArrowRight size={16} aria-hidden="true" />
  return <IconFile size={16} aria-hidden="true" />
}

function useHits(typed: string, onClose: () => void): { hits: Hit[]; searching: boolean } {
  const t = useWords()
  const go = useGo()
  const { permissions } = useMe()
  const sought = usePaused(typed.trim())
  const found = useEndpoint<SearchAnswer>(
    '/api/v1/kernel/search',
    { q: sought, limit: 12 },
    { enabled: sought.length > 0, keep: true },
  )
  const own = useMemo(() => ownHits(permissions, (path) => t(`sector.${path}`)), [permissions, t])
  const open = (path: string) => {
    onClose()
    go(path)
  }
  const records: Hit[] = (typed.trim() ? (found.data?.items ?? []) : []).flatMap((item) => {
    const link = recordLink(item.entity)
    const path = item.path ?? link?.path(item.id)
    if (!path) return []
    const what = link ? say(link.label) : item.entity
    return {
      key: `${item.entity}:${item.id}`,
      kind: 'record',
      title: item.title,
      subtitle: [what, item.subtitle].filter(Boolean).join(' · '),
      run: () => open(path),
    }
  })
  const words = typed.trim().toLowerCase()
  const mine = own
    .filter((hit) => words === '' || hit.search.some((text) => text.includes(words)))
    .slice(0, mostOwn)
    .map(
      (hit): Hit => ({
        key: hit.key,
        kind: hit.kind,
        title: hit.title,
        subtitle: hit.subtitle,
        run: () => {
          if (hit.path) return open(hit.path)
          onClose()
          hit.run?.()
        },
      }),
    )
  return {
    hits: [
      ...records,
      ...mine.filter(({ kind }) => kind === 'command'),
      ...mine.filter(({ kind }) => kind === 'page'),
    ],
    searching: found.isFetching || sought !== typed.trim(),
  }
}

interface OwnHit {
  key: string
  kind: 'command' | 'page'
  title: string
  subtitle: string
  search: string[]
  path?: string | undefined
  run?: (() => void) | undefined
}

function ownHits(
  permissions: readonly string[],
  sectorName: (sector: 'hub' | 'crm' | 'scm' | 'erp' | 'km' | 'admin') => string,
): OwnHit[] {
  const keys = (words: string[]) =>
    words.flatMap((word) => {
      const initials = chosungOf(word)
      return [word.toLowerCase(), initials, initials.replaceAll(' ', '')]
    })
  return moduleUis().flatMap((module) => [
    ...(module.commands ?? [])
      .filter((command) => may(permissions, command.permission))
      .map((command) => ({
        key: `command:${command.name}`,
        kind: 'command' as const,
        title: say(command.label),
        subtitle: '',
        search: keys([command.label.ko, command.label.en, ...(command.keywords ?? [])]),
        path: command.path,
        run: command.run,
      })),
    ...module.nav
      .filter((entry) => may(permissions, entry.permission))
      .map((entry) => ({
        key: `page:${entry.path}`,
        kind: 'page' as const,
        title: say(entry.label),
        subtitle: sectorName(entry.sector),
        search: keys([entry.label.ko, entry.label.en]),
        path: entry.path,
      })),
  ])
}

function usePaused(text: string): string {
  const [paused, setPaused] = useState(text)
  useEffect(() => {
    const timer = setTimeout(() => setPaused(text), pauseMs)
    return () => clearTimeout(timer)
  }, [text])
  return paused
}
