import { Combobox, InputBase, Loader, useCombobox } from '@mantine/core'
import { IconBarcode } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { type KeyboardEvent, type ReactNode, useEffect, useState } from 'react'
import { parseKoreanNumber } from '../../../../kernel/shared/korean-number.ts'
import { notify } from '../../../../kernel/ui/notify.ts'
import type { ListAnswer } from '../../../../kernel/ui/queries.ts'
import { api } from '../../../../kernel/ui/request.ts'
import { useT } from '../text.ts'
import classes from './desk.module.css'

export interface FoundProduct {
  id: string
  sku: string
  name: string
  gtin: string | null
  productName: string
}

interface ProductSearchProps {
  id: string
  label: string
  placeholder: string
  size?: 'sm' | 'lg'
  autoFocus?: boolean
  /** `quantity` is absent when none was typed. */
  onPick: (product: FoundProduct, quantity: string | undefined) => void
}

const variantsPath = '/api/v1/catalog/variants'
const pauseMs = 120
const shownRows = 8

/**
 * Finds a product by what a caller says: name, initials, SKU, or what a scanner types. Enter takes the first one;
 * `name *3` takes three. A scanner that is quicker than the list is answered all the same.
 */
export function ProductSearch({
  id,
  label,
  placeholder,
  size = 'sm',
  autoFocus,
  onPick,
}: ProductSearchProps): ReactNode {
  const t = useT()
  const [typed, setTyped] = useState('')
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() })
  const { words, quantity } = wishOf(typed)
  const sought = usePaused(words)
  const found = useQuery({
    queryKey: [variantsPath, 'desk', sought],
    queryFn: ({ signal }) => find(sought, signal),
    enabled: sought !== '',
    placeholderData: (before) => before,
  })
  const rows = words === '' ? [] : (found.data ?? [])
  const pick = (product: FoundProduct) => {
    setTyped('')
    combobox.closeDropdown()
    onPick(product, quantity)
  }
  // The field is free for the next scan at once; what was not found comes back unless something was typed meanwhile.
  const takeFirst = async () => {
    setTyped('')
    combobox.closeDropdown()
    const fresh =
      sought === words && found.isSuccess && !found.isPlaceholderData
        ? rows
        : await find(words).catch(() => [])
    const exact = fresh.find((row) => row.sku.toLowerCase() === words.toLowerCase() || row.gtin === words)
    const first = exact ?? fresh[0]
    if (first) return onPick(first, quantity)
    setTyped((next) => next || typed)
    notify.info(t('desk.product.none', { q: words }))
  }
  const keys = (event: KeyboardEvent) => {
    if (
      event.key !== 'Enter' ||
      event.ctrlKey ||
      event.metaKey ||
      event.nativeEvent.isComposing ||
      words === ''
    )
      return
    if (combobox.getSelectedOptionIndex() >= 0) return
    event.preventDefault()
    event.stopPropagation()
    void takeFirst()
  }
  return (
    <Combobox
      store={combobox}
      withinPortal
      onOptionSubmit={(chosen) => {
        const product = rows.find((row) => row.id === chosen)
        if (product) pick(product)
      }}
    >
      <Combobox.Target>
        <InputBase
          id={id}
          size={size}
          aria-label={label}
          placeholder={placeholder}
          autoComplete="off"
          data-autofocus={autoFocus}
          autoFocus={autoFocus ?? false}
          value={typed}
          leftSection={<IconBarcode size={size === 'lg' ? 22 : 17} aria-hidden="true" />}
          rightSection={found.isFetching ? <Loader size={14} /> : null}
          onChange={(event) => {
            setTyped(event.currentTarget.value)
            combobox.openDropdown()
            combobox.resetSelectedOption()
          }}
          onFocus={() => combobox.openDropdown()}
          onBlur={() => combobox.closeDropdown()}
          onKeyDownCapture={keys}
        />
      </Combobox.Target>
      <Combobox.Dropdown hidden={words === '' || !found.isSuccess}>
        <Combobox.Options aria-label={t('desk.product.found')} className={classes.options}>
          {rows.map((row) => (
            <Combobox.Option key={row.id} value={row.id}>
              {titleOf(row)}
              <span className={classes.hint}>{[row.sku, row.gtin].filter(Boolean).join(' · ')}</span>
            </Combobox.Option>
          ))}
          {rows.length === 0 ? <Combobox.Empty>{t('desk.product.none', { q: words })}</Combobox.Empty> : null}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  )
}

export function titleOf(product: FoundProduct): string {
  return product.name && product.name !== product.productName
    ? `${product.productName} ${product.name}`
    : product.productName
}

async function find(q: string, signal?: AbortSignal): Promise<FoundProduct[]> {
  const query = { q, 'filter[active]': 'true', 'filter[productState]': 'active', limit: shownRows }
  return (await api.get<ListAnswer<FoundProduct>>(variantsPath, query, signal)).items
}

/** `세작 *3` is three of 세작; numbers may be Korean. */
function wishOf(typed: string): { words: string; quantity: string | undefined } {
  const match = /^(.*\S)\s*[*×]\s*(\S+)$/.exec(typed.trim())
  const quantity = match?.[2] ? parseKoreanNumber(match[2]) : undefined
  if (!match?.[1] || !quantity || !/^[1-9]\d*$/.test(quantity))
    return { words: typed.trim(), quantity: undefined }
  return { words: match[1], quantity }
}

function usePaused(text: string): string {
  const [paused, setPaused] = useState(text)
  useEffect(() => {
    const timer = setTimeout(() => setPaused(text), pauseMs)
    return () => clearTimeout(timer)
  }, [text])
  return paused
}
