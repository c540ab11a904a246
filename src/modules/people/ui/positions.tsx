import type { ReactNode } from 'react'
import type { FieldSpec } from '../../../kernel/ui/form/field-spec.ts'
import { FormDialog } from '../../../kernel/ui/form/form-dialog.tsx'
import { PlainTable } from '../../../kernel/ui/grid/plain-table.tsx'
import { Await, Empty, Page, Section } from '../../../kernel/ui/page.tsx'
import { useEndpoint } from '../../../kernel/ui/queries.ts'
import { type Position, positionsPath } from './people.ts'
import { useT } from './text.ts'

/** The positions of the house, highest first. */
export default function Positions(): ReactNode {
  const t = useT()
  const positions = useEndpoint<{ items: Position[] }>(positionsPath, { limit: 200 })
  const fields: FieldSpec[] = [
    { name: 'code', label: t('position.code'), kind: 'text', required: true, maxLength: 40 },
    { name: 'name', label: t('position.name'), kind: 'text', required: true, maxLength: 100 },
    { name: 'nameEn', label: t('position.nameEn'), kind: 'text', required: true, maxLength: 100 },
    { name: 'rank', label: t('position.rank'), kind: 'number', required: true, hint: t('position.rankHint') },
  ]
  return (
    <Page
      title={t('position.plural')}
      actions={
        <FormDialog
          primary
          label={t('position.create')}
          initial={{}}
          fields={fields}
          url={positionsPath}
          invalidates={[positionsPath]}
          said={() => t('position.created')}
        />
      }
    >
      <Await query={positions}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title={t('position.empty.title')} text={t('position.empty.text')} />
          ) : (
            <Section flush>
              <PlainTable
                caption={t('position.plural')}
                rows={items}
                rowKey={(position) => position.id}
                columns={[
                  { key: 'rank', label: t('position.rank'), kind: 'number' },
                  { key: 'code', label: t('position.code') },
                  { key: 'name', label: t('position.name') },
                  { key: 'nameEn', label: t('position.nameEn') },
                  {
                    key: 'id',
                    label: '',
                    render: ({ id, code, name, nameEn, rank, version }) => (
                      <FormDialog
                        small
                        label={t('position.change')}
                        method="PATCH"
                        url={`${positionsPath}/${id}`}
                        version={version}
                        initial={{ code, name, nameEn, rank }}
                        fields={fields}
                        invalidates={[positionsPath]}
                        said={() => t('position.changed')}
                      />
                    ),
                  },
                ]}
              />
            </Section>
          )
        }
      </Await>
    </Page>
  )
}
