import { Button, Group, NativeSelect, TextInput } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { useAdminWords } from '../admin/text.ts'
import { bytesText } from '../format.ts'
import type { Column } from '../grid/column.ts'
import { PlainTable } from '../grid/plain-table.tsx'
import { Problem, Section } from '../page.tsx'
import { invalidate, useCommand } from '../queries.ts'
import { request } from '../request.ts'
import { StateBadge } from '../values.tsx'
import { type Import, type ImportChange, importsPath } from './import-types.ts'
import classes from './imports.module.css'

interface ImportCheckProps {
  found: Import
  onChange: (found: Import) => void
  onAgain: () => void
}

/** Which column is what, and what would be refused; every change is checked against all rows again. */
export function ImportCheck({ found, onChange, onAgain }: ImportCheckProps): ReactNode {
  const t = useAdminWords()
  const path = `${importsPath}/${found.id}`
  const change = useCommand(
    (patch: ImportChange, key) => request<Import>('PATCH', path, { body: patch, idempotencyKey: key }),
    { quiet: true, onDone: onChange },
  )
  const start = useCommand(
    (_: undefined, key) => request('POST', `${path}/start`, { body: {}, idempotencyKey: key }),
    {
      onDone: () => void invalidate(path),
    },
  )
  return (
    <>
      <Section title={t('import.file')}>
        <Group gap="md" align="flex-end">
          <span>
            <strong>{found.fileName}</strong>{' '}
            <span className={classes.quiet}>{bytesText(found.sizeBytes)}</span>
          </span>
          <FileSettings found={found} onChange={change.mutate} />
          <Button variant="subtle" onClick={onAgain}>
            {t('import.another')}
          </Button>
        </Group>
      </Section>
      {change.error ? <Problem error={change.error} /> : null}
      <Section title={t('import.mapping')} flush>
        <Mapping found={found} onChange={change.mutate} />
      </Section>
      <Section title={t('import.preview')} flush>
        <Preview found={found} />
      </Section>
      <div className={classes.foot}>
        <span role="status">
          {found.missing.length > 0 ? (
            <StateBadge
              tone="stopped"
              label={t('import.missing', {
                fields: found.missing.map((name) => labelOf(found, name)).join(', '),
              })}
            />
          ) : (
            t('import.verdict', { accepted: found.accepted, refused: found.refused })
          )}
        </span>
        <Button
          size="sm"
          disabled={found.missing.length > 0 || found.accepted === 0}
          loading={start.isPending || change.isPending}
          onClick={() => start.mutate(undefined)}
        >
          {t('import.start', { n: found.accepted })}
        </Button>
      </div>
    </>
  )
}

function FileSettings({
  found,
  onChange,
}: {
  found: Import
  onChange: (patch: ImportChange) => void
}): ReactNode {
  const t = useAdminWords()
  const [row, setRow] = useState(String(found.headerRow))
  return (
    <>
      {found.encodings.length > 1 ? (
        <NativeSelect
          size="xs"
          label={t('import.encoding')}
          data={found.encodings}
          value={found.encoding}
          onChange={(event) => onChange({ encoding: event.currentTarget.value })}
        />
      ) : null}
      {found.sheets.length > 1 ? (
        <NativeSelect
          size="xs"
          label={t('import.sheet')}
          data={found.sheets}
          value={found.sheet ?? ''}
          onChange={(event) => onChange({ sheet: event.currentTarget.value })}
        />
      ) : null}
      <TextInput
        size="xs"
        w={90}
        inputMode="numeric"
        label={t('import.headerRow')}
        value={row}
        onChange={(event) => setRow(event.currentTarget.value.replace(/\D/g, ''))}
        onBlur={() => {
          if (row !== '' && Number(row) !== found.headerRow) onChange({ headerRow: Number(row) })
        }}
      />
      {found.keyField ? (
        <NativeSelect
          size="xs"
          label={t('import.mode')}
          data={[
            { value: 'create', label: t('import.create') },
            { value: 'upsert', label: t('import.upsert', { key: labelOf(found, found.keyField) }) },
          ]}
          value={found.mode}
          onChange={(event) =>
            onChange({ mode: event.currentTarget.value === 'upsert' ? 'upsert' : 'create' })
          }
        />
      ) : null}
    </>
  )
}

function Mapping({ found, onChange }: { found: Import; onChange: (patch: ImportChange) => void }): ReactNode {
  const t = useAdminWords()
  const mapping = Object.fromEntries(found.columns.map((column) => [String(column.index), column.field]))
  return (
    <PlainTable
      caption={t('import.mapping')}
      rows={found.columns}
      rowKey={(row) => String(row.index)}
      columns={[
        { key: 'header', label: t('import.column') },
        { key: 'samples', label: t('import.samples'), value: (row) => row.samples.join(' · ') },
        {
          key: 'field',
          label: t('import.field'),
          render: (row) => (
            <NativeSelect
              size="xs"
              aria-label={`${t('import.field')} ${row.header}`}
              value={row.field ?? ''}
              onChange={(event) =>
                onChange({ mapping: { ...mapping, [row.index]: event.currentTarget.value || null } })
              }
            >
              <option value="">{t('import.skip')}</option>
              {found.fields.map((field) => (
                <option key={field.name} value={field.name}>
                  {field.label}
                  {field.required ? ' *' : ''}
                </option>
              ))}
            </NativeSelect>
          ),
        },
      ]}
    />
  )
}

function Preview({ found }: { found: Import }): ReactNode {
  const t = useAdminWords()
  const used = found.columns.flatMap((column) => (column.field ? [column.field] : []))
  type Row = Import['preview'][number]
  const columns: Column<Row>[] = [
    { key: 'row', label: t('import.row'), kind: 'number' },
    ...used.map(
      (name): Column<Row> => ({ key: name, label: labelOf(found, name), value: (row) => row.values[name] }),
    ),
    {
      key: 'errors',
      label: t('import.verdictFault'),
      render: (row) =>
        row.errors.length === 0 ? null : (
          <span className={classes.fault}>
            {row.errors
              .map((error) =>
                error.field ? `${labelOf(found, error.field)}: ${error.detail}` : error.detail,
              )
              .join(' ')}
          </span>
        ),
    },
  ]
  return (
    <PlainTable
      caption={t('import.preview')}
      rows={found.preview}
      rowKey={(row) => String(row.row)}
      columns={columns}
    />
  )
}

function labelOf(found: Import, name: string): string {
  return found.fields.find((field) => field.name === name)?.label ?? name
}
