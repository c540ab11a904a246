import { TextInput } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { parseKoreanNumber } from '../../shared/korean-number.ts'
import { digitsOf, type Money, majorText, minorText, numberText } from '../format.ts'
import { useWords } from '../text.ts'

interface FigureInputProps {
  label?: ReactNode
  'aria-label'?: string
  error?: ReactNode
  hint?: ReactNode
  required?: boolean
  placeholder?: string
  disabled?: boolean
  size?: 'xs' | 'sm'
  id?: string
}

interface QuantityInputProps extends FigureInputProps {
  /** A decimal string; '' or null for nothing. */
  value: string | number | null | undefined
  onChange: (value: string) => void
  unit?: string
}

/** Takes 1,000 and 1만, 3천, 1억2천; keeps an exact decimal string. */
export function QuantityInput({ value, onChange, unit, hint, ...rest }: QuantityInputProps): ReactNode {
  const text = value === null || value === undefined ? '' : String(value)
  return (
    <FigureText
      {...rest}
      hint={hint}
      shown={text === '' ? '' : numberText(text)}
      bare={text}
      suffix={unit}
      read={(typed) => parseKoreanNumber(typed) ?? null}
      onRead={(decimal) => onChange(decimal ?? '')}
    />
  )
}

interface MoneyInputProps extends FigureInputProps {
  value: Money | null | undefined
  onChange: (value: Money | null) => void
  currency: string
}

/** Takes 12,000 and 1만2천; keeps minor units. Digits the currency does not have are refused, not rounded. */
export function MoneyInput({ value, onChange, currency, ...rest }: MoneyInputProps): ReactNode {
  const major = value ? majorText(value.amount, value.currency) : ''
  return (
    <FigureText
      {...rest}
      shown={major === '' ? '' : grouped(major)}
      bare={major}
      suffix={currency}
      read={(typed) => {
        const decimal = parseKoreanNumber(typed)
        return decimal === undefined ? null : minorText(decimal, currency)
      }}
      onRead={(minor) => onChange(minor === null ? null : { amount: minor, currency })}
      wrong={digitsOf(currency)}
    />
  )
}

interface FigureTextProps extends FigureInputProps {
  /** While resting: with separators. */
  shown: string
  /** While typing: plain. */
  bare: string
  suffix?: string | undefined
  /** What a typed text means, `null` when nothing. */
  read: (typed: string) => string | null
  onRead: (value: string | null) => void
  wrong?: number
}

/** A figure is read when the field is left or Enter pressed; what cannot be read stays, with a word about it. */
function FigureText({
  shown,
  bare,
  suffix,
  read,
  onRead,
  wrong,
  hint,
  error,
  label,
  ...rest
}: FigureTextProps): ReactNode {
  const t = useWords()
  const [typed, setTyped] = useState<string>()
  const [unread, setUnread] = useState(false)
  const settle = () => {
    if (typed === undefined) return
    const meant = typed.trim() === '' ? null : read(typed)
    if (typed.trim() !== '' && meant === null) return setUnread(true)
    setTyped(undefined)
    setUnread(false)
    onRead(meant)
  }
  const meaning = typed && /[^\d.,\s-]/.test(typed) ? read(typed) : null
  const fault = unread
    ? wrong === undefined
      ? t('form.notNumber')
      : t('form.notMoney', { digits: wrong })
    : error
  return (
    <TextInput
      {...rest}
      label={label}
      error={fault}
      description={hint}
      withAsterisk={rest.required ?? false}
      required={false}
      aria-required={rest.required || undefined}
      inputMode="decimal"
      autoComplete="off"
      data-unread={unread || undefined}
      styles={{ input: { textAlign: 'right', fontVariantNumeric: 'tabular-nums' } }}
      value={typed ?? shown}
      rightSection={
        suffix ? (
          <span className="wh-unit">{meaning ? `= ${numberText(bareOf(meaning, wrong))}` : suffix}</span>
        ) : null
      }
      rightSectionWidth={
        suffix ? Math.max(40, (meaning ? meaning.length + 6 : suffix.length) * 8 + 16) : undefined
      }
      rightSectionPointerEvents="none"
      onFocus={(event) => {
        setTyped(unread ? typed : bare)
        const field = event.currentTarget
        requestAnimationFrame(() => field.select())
      }}
      onChange={(event) => {
        setUnread(false)
        setTyped(event.currentTarget.value)
      }}
      onBlur={settle}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && !event.nativeEvent.isComposing) settle()
      }}
    />
  )
}

function bareOf(meaning: string, digits: number | undefined): string {
  return digits ? (Number(meaning) / 10 ** digits).toString() : meaning
}

function grouped(major: string): string {
  const [whole = '', fraction] = major.split('.')
  const text = numberText(whole === '-' ? '0' : whole)
  return fraction === undefined ? text : `${text}.${fraction}`
}
