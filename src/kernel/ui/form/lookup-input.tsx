import { CloseButton, Combobox, InputBase, Loader, useCombobox } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type KeyboardEvent, type ReactNode, Suspense, useEffect, useState } from 'react'
import { type ListAnswer, queryClient } from '../queries.ts'
import { api } from '../request.ts'
import { useWords } from '../text.ts'
import { LookupCreate } from './create-in-place.ts'
import type { Lookup } from './field-spec.ts'
import classes from './form.module.css'
import { idOf, useLookupRow } from './lookup-row.ts'

const pauseMs = 140
const shownRows = 10
const createValue = '\u0000create'

interface LookupInputProps {
  lookup: Lookup
  value: string | null | undefined
  onChange: (value: string | null, row?: unknown) => void
  label?: ReactNode
  'aria-label'?: string
  error?: ReactNode
  hint?: ReactNode
  required?: boolean
  placeholder?: string
  disabled?: boolean
  size?: 'xs' | 'sm'
}

/** Finds a record by what one remembers of it, and makes a new one where one stands. Enter takes the first that fits. */
export function LookupInput({
  lookup,
  value,
  onChange,
  label,
  hint,
  error,
  required,
  placeholder,
  disabled,
  size,
  ...rest
}: LookupInputProps): ReactNode {
  const t = useWords()
  const [typed, setTyped] = useState<string>()
  const [creating, setCreating] = useState<string>()
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() })
  const sought = usePaused(typed ?? '')
  const found = useQuery({
    queryKey: [lookup.base, 'lookup', lookup.query ?? {}, sought],
    queryFn: ({ signal }) =>
      api.get<ListAnswer<unknown>>(lookup.base, { ...lookup.query, q: sought, limit: shownRows }, signal),
    enabled: typed !== undefined,
    placeholderData: (before) => before,
  })
  const chosen = useLookupRow(lookup, value)
  const rows = found.data?.items ?? []
  // What is shown may still answer what was typed before; nobody means those rows by pressing Enter.
  const fresh = sought === typed && found.isSuccess && !found.isPlaceholderData
  const resting = value ? (chosen === undefined ? '…' : lookup.label(chosen)) : ''
  const choose = (picked: string) => {
    combobox.closeDropdown()
    if (picked === createValue) return setCreating(typed ?? '')
    const row = rows.find((candidate) => idOf(lookup, candidate) === picked)
    remember(lookup, picked, row)
    setTyped(undefined)
    onChange(picked, row)
  }
  const [taking, setTaking] = useState(false)
  useEffect(() => {
    if (!taking || !fresh) return
    setTaking(false)
    const meant = rows.find((row) => isCalled(lookup, row, typed ?? '')) ?? rows[0]
    if (meant !== undefined) choose(idOf(lookup, meant))
  })
  const takeFirst = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.ctrlKey || event.metaKey || event.nativeEvent.isComposing) return
    if (!typed || (fresh && combobox.getSelectedOptionIndex() >= 0)) return
    event.preventDefault()
    event.stopPropagation()
    setTaking(true)
  }
  return (
    <>
      <Combobox store={combobox} onOptionSubmit={choose} withinPortal>
        <Combobox.Target>
          <InputBase
            {...rest}
            {...(size ? { size } : {})}
            label={label}
            description={hint}
            error={error}
            withAsterisk={required ?? false}
            aria-required={required || undefined}
            placeholder={placeholder ?? t('form.lookupHint')}
            disabled={disabled ?? false}
            autoComplete="off"
            value={typed ?? resting}
            rightSection={
              found.isFetching && typed !== undefined ? (
                <Loader size={14} />
              ) : value && !disabled ? (
                <CloseButton size="sm" tabIndex={-1} aria-label={t('clear')} onClick={() => onChange(null)} />
              ) : (
                <Combobox.Chevron />
              )
            }
            rightSectionPointerEvents={value ? 'all' : 'none'}
            onChange={(event) => {
              setTyped(event.currentTarget.value)
              setTaking(false)
              combobox.openDropdown()
              combobox.updateSelectedOptionIndex()
            }}
            onFocus={(event) => {
              setTyped((before) => before ?? '')
              combobox.openDropdown()
              event.currentTarget.select()
            }}
            onBlur={() => {
              combobox.closeDropdown()
              if (typed === '' && value && resting === '') onChange(null)
              setTyped(undefined)
            }}
            onKeyDownCapture={takeFirst}
            onKeyDown={(event) => {
              if (event.key === 'ArrowDown' && typed === undefined) setTyped('')
            }}
          />
        </Combobox.Target>
        <Combobox.Dropdown hidden={typed === undefined}>
          <Combobox.Options className={classes.options} aria-label={t('form.found')}>
            {rows.map((row) => (
              <Combobox.Option key={idOf(lookup, row)} value={idOf(lookup, row)}>
                {lookup.label(row)}
                {lookup.hint?.(row) ? <span className={classes.optionHint}>{lookup.hint(row)}</span> : null}
              </Combobox.Option>
            ))}
            {rows.length === 0 && found.isSuccess ? (
              <Combobox.Empty>{t('form.nothingFound')}</Combobox.Empty>
            ) : null}
            {found.isError ? <Combobox.Empty>{t('form.lookupFailed')}</Combobox.Empty> : null}
            {lookup.create ? (
              <Combobox.Option value={createValue} className={classes.optionCreate}>
                + {lookup.create.label}
                {typed ? ` “${typed}”` : ''}
              </Combobox.Option>
            ) : null}
          </Combobox.Options>
        </Combobox.Dropdown>
      </Combobox>
      {creating !== undefined && lookup.create ? (
        <Suspense>
          <LookupCreate
            lookup={lookup}
            typed={creating}
            onClose={() => setCreating(undefined)}
            onCreated={(row) => {
              const id = idOf(lookup, row)
              remember(lookup, id, undefined)
              setCreating(undefined)
              setTyped(undefined)
              onChange(id, row)
            }}
          />
        </Suspense>
      ) : null}
    </>
  )
}

/** The one record a pasted text means, when it is beyond doubt. */
export async function resolveLookup(lookup: Lookup, text: string): Promise<string | undefined> {
  const { items } = await api.get<ListAnswer<unknown>>(lookup.base, { ...lookup.query, q: text, limit: 5 })
  const same = items.filter((row) => lookup.label(row) === text || lookup.hint?.(row) === text)
  const meant = same.length === 1 ? same[0] : items.length === 1 ? items[0] : undefined
  if (meant === undefined) return undefined
  const id = idOf(lookup, meant)
  remember(lookup, id, meant)
  return id
}

/** A number or code typed in full means its own record, whatever else was found first. */
function isCalled(lookup: Lookup, row: unknown, typed: string): boolean {
  const name = typed.trim().toLowerCase()
  const texts = [lookup.label(row), lookup.hint?.(row) ?? ''].map((text) => text.toLowerCase())
  return texts.some((text) => text === name || text.startsWith(`${name} `))
}

function remember(lookup: Lookup, id: string, row: unknown): void {
  if (row !== undefined) queryClient.setQueryData(['lookup', lookup.base, id], row)
}

function usePaused(text: string): string {
  const [paused, setPaused] = useState(text)
  useEffect(() => {
    const timer = setTimeout(() => setPaused(text), pauseMs)
    return () => clearTimeout(timer)
  }, [text])
  return paused
}
