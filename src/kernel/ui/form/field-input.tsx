import {
  Checkbox,
  FileInput,
  MultiSelect,
  NativeSelect,
  PasswordInput,
  Select,
  Textarea,
  TextInput,
} from '@mantine/core'
import type { ReactNode } from 'react'
import { instantOf, instantText, type Money } from '../format.ts'
import { useMe } from '../me.ts'
import { useWords } from '../text.ts'
import type { FieldSpec } from './field-spec.ts'
import { pointerOf } from './field-spec.ts'
import classes from './form.module.css'
import type { FormHandle } from './form-handle.ts'
import { LookupInput } from './lookup-input.tsx'
import { MoneyInput, QuantityInput } from './number-inputs.tsx'

const searchableFrom = 12

interface FieldInputProps {
  spec: FieldSpec
  form: FormHandle<never> | FormHandle
  /** In a table of lines the label is read, not drawn. */
  bare?: boolean
  onRow?: (row: unknown) => void
}

/** One field by its kind, bound to the form, with the fault the server told beside it. */
export function FieldInput({ spec, form, bare, onRow }: FieldInputProps): ReactNode {
  const t = useWords()
  const { company } = useMe()
  const value = form.get(spec.name)
  const set = (next: unknown) => form.set(spec.name, next)
  const error = form.error(pointerOf(spec.name))
  const frame = {
    error,
    disabled: form.busy,
    ...(bare ? { 'aria-label': spec.label, size: 'xs' as const } : { label: spec.label }),
    ...(spec.placeholder ? { placeholder: spec.placeholder } : {}),
  }
  const required = spec.required ?? false
  const marked = {
    ...frame,
    description: bare ? undefined : spec.hint,
    withAsterisk: required && !bare,
    'aria-required': required || undefined,
  }
  const figured = { ...frame, hint: bare ? undefined : spec.hint, required: required && !bare }
  const text = {
    ...marked,
    value: (value as string | null | undefined) ?? '',
    onChange: (event: { currentTarget: { value: string } }) => set(event.currentTarget.value),
    ...(spec.maxLength ? { maxLength: spec.maxLength } : {}),
    ...(spec.autoComplete ? { autoComplete: spec.autoComplete } : { autoComplete: 'off' }),
  }
  const dated = {
    ...text,
    value: text.value,
    onChange: (event: { currentTarget: { value: string } }) => set(event.currentTarget.value || null),
  }
  switch (spec.kind) {
    case 'text':
      return <TextInput {...text} />
    case 'longtext':
      return <Textarea {...text} autosize minRows={2} maxRows={10} />
    case 'email':
      return <TextInput {...text} type="email" inputMode="email" />
    case 'phone':
      return <TextInput {...text} type="tel" inputMode="tel" />
    case 'password':
      return (
        <PasswordInput {...text} visibilityToggleButtonProps={{ 'aria-label': t('form.showPassword') }} />
      )
    case 'date':
      return <TextInput {...dated} type="date" max="9999-12-31" />
    case 'time':
      return <TextInput {...dated} type="time" />
    case 'datetime':
      return (
        <TextInput
          {...dated}
          type="datetime-local"
          max="9999-12-31T23:59"
          value={value ? instantText(String(value)).replace(' ', 'T') : ''}
          onChange={(event) => set(event.currentTarget.value ? instantOf(event.currentTarget.value) : null)}
        />
      )
    case 'number':
      return (
        <QuantityInput
          {...figured}
          value={value as number | null}
          onChange={(next) => set(next === '' ? null : Number(next))}
          {...(spec.unit ? { unit: spec.unit } : {})}
        />
      )
    case 'quantity':
      return (
        <QuantityInput
          {...figured}
          value={value as string | null}
          onChange={set}
          {...(spec.unit ? { unit: spec.unit } : {})}
        />
      )
    case 'money':
      return (
        <MoneyInput
          {...figured}
          value={value as Money | null}
          onChange={set}
          currency={spec.currency ?? company.currency}
        />
      )
    case 'yes':
      return (
        <Checkbox
          label={bare ? undefined : spec.label}
          aria-label={bare ? spec.label : undefined}
          description={bare ? undefined : spec.hint}
          error={error}
          disabled={form.busy}
          checked={Boolean(value)}
          onChange={(event) => set(event.currentTarget.checked)}
          className={bare ? undefined : classes.yes}
        />
      )
    case 'choice':
      return <ChoiceInput spec={spec} value={value as string | null} set={set} frame={marked} />
    case 'choices':
      return (
        <MultiSelect
          {...marked}
          data={[...(spec.options ?? [])]}
          value={(value as string[] | null) ?? []}
          onChange={set}
          searchable
          clearable
          clearButtonProps={{ 'aria-label': t('clear') }}
        />
      )
    case 'lookup':
      return spec.lookup ? (
        <LookupInput
          {...figured}
          lookup={spec.lookup}
          value={value as string | null}
          onChange={(next, row) => {
            set(next)
            if (row !== undefined) onRow?.(row)
          }}
        />
      ) : null
    case 'file':
      return (
        <FileInput
          {...marked}
          value={(value as File | null) ?? null}
          onChange={set}
          clearable
          {...(spec.accept ? { accept: spec.accept } : {})}
        />
      )
  }
}

function ChoiceInput({
  spec,
  value,
  set,
  frame,
}: {
  spec: FieldSpec
  value: string | null
  set: (value: unknown) => void
  frame: object
}): ReactNode {
  const options = spec.options ?? []
  if (options.length >= searchableFrom) {
    return (
      <Select
        {...frame}
        data={[...options]}
        value={value ?? null}
        onChange={set}
        searchable
        clearable={!spec.required}
      />
    )
  }
  return (
    <NativeSelect {...frame} value={value ?? ''} onChange={(event) => set(event.currentTarget.value || null)}>
      {spec.required && value ? null : <option value="" />}
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
    </NativeSelect>
  )
}
