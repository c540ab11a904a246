import { CloseButton, TextInput } from '@mantine/core'
import { IconFilterPlus, IconSearch, IconX } from '@tabler/icons-react'
import { lazy, type ReactNode, type RefObject, useEffect, useRef, useState } from 'react'
import { useLookupRow } from '../form/lookup-row.ts'
import { moneyText } from '../format.ts'
import { useMe } from '../me.ts'
import { MenuItem, MenuPopup, Popup } from '../popup.tsx'
import { type Translate, useWords } from '../text.ts'
import classes from './entity-list.module.css'
import { type FilterSpec, type FilterValue, readFilter, writeFilter } from './filter-spec.ts'
import type { ListState } from './list-state.ts'

const FilterEditor = lazy(() => import('./filter-editor.tsx'))
const pauseMs = 250

interface FilterBarProps {
  filters: readonly FilterSpec[]
  state: ListState
  search: RefObject<HTMLInputElement | null> | undefined
  right: ReactNode
}

/** Search, and the conditions as a sentence one can change word by word. */
export function FilterBar({ filters, state, search, right }: FilterBarProps): ReactNode {
  const t = useWords()
  const [adding, setAdding] = useState<string>()
  const on = filters.filter(({ field }) => field === adding || readFilter(state.params, field))
  const off = filters.filter((filter) => !on.includes(filter))
  return (
    <search className={classes.bar}>
      {search ? <SearchBox state={state} box={search} /> : null}
      {on.map((filter) => (
        <FilterChip
          key={filter.field}
          filter={filter}
          state={state}
          opened={adding === filter.field}
          onOpened={(open) => setAdding(open ? filter.field : undefined)}
        />
      ))}
      {off.length > 0 ? (
        <MenuPopup
          label={t('list.addFilter')}
          trigger={(props) => (
            <button type="button" className={classes.add} {...props}>
              <IconFilterPlus size={15} aria-hidden="true" />
              {t('list.addFilter')}
            </button>
          )}
        >
          {off.map((filter) => (
            <MenuItem key={filter.field} onClick={() => setTimeout(() => setAdding(filter.field))}>
              {filter.label}
            </MenuItem>
          ))}
        </MenuPopup>
      ) : null}
      <span className={classes.grow} />
      {right}
    </search>
  )
}

function SearchBox({ state, box }: { state: ListState; box: RefObject<HTMLInputElement | null> }): ReactNode {
  const t = useWords()
  const [typed, setTyped] = useState(state.q)
  const composing = useRef(false)
  const latest = useRef(state)
  latest.current = state
  useEffect(() => setTyped(state.q), [state.q])
  useEffect(() => {
    if (composing.current) return
    const timer = setTimeout(() => {
      if (typed !== latest.current.q) latest.current.set({ q: typed || undefined })
    }, pauseMs)
    return () => clearTimeout(timer)
  }, [typed])
  return (
    <TextInput
      ref={box}
      size="xs"
      className={classes.search}
      type="search"
      aria-label={t('list.search')}
      aria-keyshortcuts="/"
      placeholder={t('list.searchHint')}
      leftSection={<IconSearch size={14} aria-hidden="true" />}
      rightSection={
        typed ? <CloseButton size="xs" aria-label={t('clear')} onClick={() => setTyped('')} /> : null
      }
      value={typed}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onCompositionStart={() => {
        composing.current = true
      }}
      onCompositionEnd={(event) => {
        composing.current = false
        state.set({ q: event.currentTarget.value || undefined })
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') setTyped('')
      }}
    />
  )
}

interface FilterChipProps {
  filter: FilterSpec
  state: ListState
  opened: boolean
  onOpened: (open: boolean) => void
}

function FilterChip({ filter, state, opened, onOpened }: FilterChipProps): ReactNode {
  const t = useWords()
  const value = readFilter(state.params, filter.field)
  const words = useSentence(filter, value)
  return (
    <span className={classes.chip} data-empty={value === undefined || undefined}>
      <Popup
        label={filter.label}
        width={280}
        opened={opened}
        onOpened={onOpened}
        trigger={(props) => (
          <button type="button" {...props}>
            {filter.label} <b>{words}</b>
          </button>
        )}
      >
        <FilterEditor
          filter={filter}
          value={value}
          onChange={(next) => state.set(writeFilter(filter.field, next))}
          onClose={() => onOpened(false)}
        />
      </Popup>
      {value ? (
        <button
          type="button"
          className={classes.dropView}
          aria-label={t('list.dropFilter', { name: filter.label })}
          onClick={() => state.set(writeFilter(filter.field, undefined))}
        >
          <IconX size={13} aria-hidden="true" />
        </button>
      ) : null}
    </span>
  )
}

/** 상태: 초안, 확정 · 주문일: 2026-11-01 이후 · 금액: ₩10,000 이상. */
function useSentence(filter: FilterSpec, value: FilterValue | undefined): string {
  const t = useWords()
  const { company } = useMe()
  const row = useLookupRow(filter.lookup, value?.eq)
  if (!value) return '…'
  if (filter.kind === 'lookup') return row && filter.lookup ? filter.lookup.label(row) : '…'
  if (filter.kind === 'yes') return value.eq === 'true' ? t('yes') : t('no')
  if (filter.kind === 'choice') {
    const chosen = (value.in ?? value.eq ?? '').split(',')
    return chosen
      .map((one) => filter.options?.find((option) => option.value === one)?.label ?? one)
      .join(', ')
  }
  const currency = filter.currency ?? company.currency
  const shown = (text: string) =>
    filter.kind === 'money'
      ? moneyText({ amount: text, currency })
      : text.slice(0, filter.kind === 'date' ? 10 : 80)
  return range(value, shown, t, filter.kind === 'date')
}

function range(
  value: FilterValue,
  shown: (text: string) => string,
  t: Translate<'list.from' | 'list.until' | 'list.atLeast' | 'list.atMost' | 'list.contains'>,
  date: boolean,
): string {
  if (value.contains) return t('list.contains', { text: value.contains })
  if (value.eq) return shown(value.eq)
  if (value.gte && value.lte) return `${shown(value.gte)} ~ ${shown(value.lte)}`
  if (value.gte) return t(date ? 'list.from' : 'list.atLeast', { value: shown(value.gte) })
  if (value.lte) return t(date ? 'list.until' : 'list.atMost', { value: shown(value.lte) })
  return ''
}
