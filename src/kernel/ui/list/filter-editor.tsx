import { Button, Checkbox, Group, SegmentedControl, Stack, TextInput } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { LookupInput } from '../form/lookup-input.tsx'
import { MoneyInput, QuantityInput } from '../form/number-inputs.tsx'
import { today } from '../format.ts'
import { useMe } from '../me.ts'
import { useWords } from '../text.ts'
import type { FilterSpec, FilterValue } from './filter-spec.ts'

interface FilterEditorProps {
  filter: FilterSpec
  value: FilterValue | undefined
  onChange: (value: FilterValue | undefined) => void
  onClose: () => void
}

/** Changes one condition; the list answers at once. */
export default function FilterEditor({ filter, value, onChange, onClose }: FilterEditorProps): ReactNode {
  const t = useWords()
  return (
    <Stack gap="xs">
      <Editor filter={filter} value={value} onChange={onChange} onClose={onClose} />
      <Group justify="space-between">
        <Button
          variant="subtle"
          size="compact-xs"
          disabled={!value}
          onClick={() => {
            onChange(undefined)
            onClose()
          }}
        >
          {t('clear')}
        </Button>
        <Button variant="default" size="compact-xs" onClick={onClose}>
          {t('close')}
        </Button>
      </Group>
    </Stack>
  )
}

function Editor(props: FilterEditorProps): ReactNode {
  const { filter, value, onChange } = props
  const t = useWords()
  switch (filter.kind) {
    case 'choice':
      return <Choices {...props} />
    case 'yes':
      return (
        <SegmentedControl
          fullWidth
          aria-label={filter.label}
          value={value?.eq ?? ''}
          onChange={(next) => onChange(next ? { eq: next } : undefined)}
          data={[
            { value: '', label: t('list.all') },
            { value: 'true', label: t('yes') },
            { value: 'false', label: t('no') },
          ]}
        />
      )
    case 'lookup':
      return filter.lookup ? (
        <LookupInput
          lookup={{ ...filter.lookup, create: undefined } as typeof filter.lookup}
          label={filter.label}
          value={value?.eq}
          onChange={(next) => onChange(next ? { eq: next } : undefined)}
        />
      ) : null
    case 'date':
      return <Dates {...props} />
    case 'text':
      return <Words {...props} />
    default:
      return <Figures {...props} />
  }
}

function Choices({ filter, value, onChange }: FilterEditorProps): ReactNode {
  const chosen = (value?.in ?? value?.eq ?? '').split(',').filter(Boolean)
  return (
    <Checkbox.Group
      value={chosen}
      aria-label={filter.label}
      onChange={(next) =>
        onChange(
          next.length === 0
            ? undefined
            : next.length === 1 && next[0]
              ? { eq: next[0] }
              : { in: next.join(',') },
        )
      }
    >
      <Stack gap={8} mah={300} style={{ overflow: 'auto' }}>
        {(filter.options ?? []).map((option) => (
          <Checkbox key={option.value} size="xs" value={option.value} label={option.label} />
        ))}
      </Stack>
    </Checkbox.Group>
  )
}

function Dates({ value, onChange }: FilterEditorProps): ReactNode {
  const t = useWords()
  const change = (patch: FilterValue) => {
    const { gte, lte } = { gte: value?.gte, lte: value?.lte, ...patch }
    onChange(gte || lte ? { ...(gte ? { gte } : {}), ...(lte ? { lte } : {}) } : undefined)
  }
  const now = today()
  const spans = [
    { label: t('list.today'), gte: now, lte: now },
    { label: t('list.week'), gte: before(now, 6), lte: now },
    { label: t('list.month'), gte: `${now.slice(0, 8)}01`, lte: now },
    { label: t('list.quarter'), gte: before(now, 89), lte: now },
  ]
  return (
    <>
      <Group gap={4}>
        {spans.map(({ label, ...span }) => (
          <Button key={label} variant="default" size="compact-xs" onClick={() => onChange(span)}>
            {label}
          </Button>
        ))}
      </Group>
      <Group gap="xs" grow>
        <TextInput
          size="xs"
          type="date"
          label={t('list.fromDate')}
          value={value?.gte?.slice(0, 10) ?? ''}
          onChange={(event) => change({ gte: event.currentTarget.value })}
        />
        <TextInput
          size="xs"
          type="date"
          label={t('list.untilDate')}
          value={value?.lte?.slice(0, 10) ?? ''}
          onChange={(event) => change({ lte: event.currentTarget.value })}
        />
      </Group>
    </>
  )
}

function Words({ filter, value, onChange, onClose }: FilterEditorProps): ReactNode {
  const [typed, setTyped] = useState(value?.contains ?? value?.eq ?? '')
  return (
    <TextInput
      size="xs"
      label={filter.label}
      value={typed}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onBlur={() => onChange(typed ? { contains: typed } : undefined)}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || event.nativeEvent.isComposing) return
        onChange(typed ? { contains: typed } : undefined)
        onClose()
      }}
    />
  )
}

function Figures({ filter, value, onChange }: FilterEditorProps): ReactNode {
  const t = useWords()
  const { company } = useMe()
  const change = (patch: FilterValue) => {
    const { gte, lte } = { gte: value?.gte, lte: value?.lte, ...patch }
    onChange(gte || lte ? { ...(gte ? { gte } : {}), ...(lte ? { lte } : {}) } : undefined)
  }
  const currency = filter.currency ?? company.currency
  const ends = [
    { operator: 'gte', label: t('list.least') },
    { operator: 'lte', label: t('list.most') },
  ] as const
  return ends.map(({ operator, label }) => {
    const text = value?.[operator]
    return filter.kind === 'money' ? (
      <MoneyInput
        key={operator}
        size="xs"
        label={label}
        currency={currency}
        value={text ? { amount: text, currency } : null}
        onChange={(money) => change({ [operator]: money?.amount ?? '' })}
      />
    ) : (
      <QuantityInput
        key={operator}
        size="xs"
        label={label}
        value={text}
        onChange={(next) => change({ [operator]: next })}
      />
    )
  })
}

function before(date: string, days: number): string {
  const at = new Date(`${date}T00:00:00Z`)
  at.setUTCDate(at.getUTCDate() - days)
  return at.toISOString().slice(0, 10)
}
