import { UnstyledButton } from '@mantine/core'
import type { ReactNode } from 'react'
import { FormDialog } from '../../../kernel/ui/form/form-dialog.tsx'
import { useUrl } from '../../../kernel/ui/link.tsx'
import { useMay } from '../../../kernel/ui/me.ts'
import { Await, Empty, Page, Section } from '../../../kernel/ui/page.tsx'
import { useEndpoint } from '../../../kernel/ui/queries.ts'
import { useLocale } from '../../../kernel/ui/text.ts'
import { useLive } from '../../../kernel/ui/use-live.tsx'
import classes from './organisation.module.css'
import { type OrgUnit, unitsPath, wordOf } from './people.ts'
import { useT } from './text.ts'
import { UnitPanel, useUnitFields } from './unit-panel.tsx'

/** The organisation chart: the tree left, the chosen unit with its people right. */
export default function Organisation(): ReactNode {
  const t = useT()
  const [url, set] = useUrl()
  const mayChange = useMay('org-unit.change')
  const units = useEndpoint<{ items: OrgUnit[] }>(unitsPath)
  const fields = useUnitFields()
  useLive(['org-unit', 'employee'])
  const add = mayChange ? (
    <FormDialog
      primary
      label={t('org.create')}
      initial={{ parentId: null }}
      fields={fields}
      url={unitsPath}
      invalidates={[unitsPath]}
      said={(values) => t('org.created', { name: (values as { name?: string }).name ?? '' })}
    />
  ) : null
  return (
    <Page title={t('org.title')} actions={add}>
      <Await query={units}>
        {({ items }) => {
          const chosen = items.find(({ id }) => id === url.unit) ?? topOf(items)
          if (!chosen) return <Empty title={t('org.empty.title')} text={t('org.empty.text')} action={add} />
          return (
            <div className={classes.columns}>
              <Section title={t('org.unit')}>
                <nav aria-label={t('org.title')}>
                  <Branch units={items} parentId={null} chosen={chosen.id} choose={(unit) => set({ unit })} />
                </nav>
              </Section>
              <UnitPanel
                key={chosen.id}
                unit={chosen}
                units={items}
                onRemoved={() => set({ unit: undefined })}
              />
            </div>
          )
        }}
      </Await>
    </Page>
  )
}

interface BranchProps {
  units: readonly OrgUnit[]
  parentId: string | null
  chosen: string
  choose: (id: string) => void
}

function Branch({ units, parentId, chosen, choose }: BranchProps): ReactNode {
  const t = useT()
  const language = useLocale()
  const below = units.filter((unit) => unit.parentId === parentId)
  if (below.length === 0) return null
  return (
    <ul className={parentId === null ? classes.tree : undefined}>
      {below.map((unit) => (
        <li key={unit.id}>
          <UnstyledButton
            className={classes.unit}
            data-chosen={unit.id === chosen || undefined}
            aria-current={unit.id === chosen ? 'true' : undefined}
            onClick={() => choose(unit.id)}
          >
            {wordOf(unit, language)}
            <small>{t('org.people', { n: unit.people })}</small>
          </UnstyledButton>
          <Branch units={units} parentId={unit.id} chosen={chosen} choose={choose} />
        </li>
      ))}
    </ul>
  )
}

function topOf(units: readonly OrgUnit[]): OrgUnit | undefined {
  return units.find(({ parentId }) => parentId === null) ?? units[0]
}
