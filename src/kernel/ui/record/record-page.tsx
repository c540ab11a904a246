import { ActionIcon, Tabs } from '@mantine/core'
import { IconPencil, IconPrinter } from '@tabler/icons-react'
import type { UseQueryResult } from '@tanstack/react-query'
import { type ReactNode, useCallback } from 'react'
import { ButtonLink, Link, useUrl } from '../link.tsx'
import { Await, Page, Section } from '../page.tsx'
import { invalidate } from '../queries.ts'
import { useWords } from '../text.ts'
import { useLive } from '../use-live.tsx'
import { None, StateBadge, type Tone } from '../values.tsx'
import { Actions, type ActionsProps } from './actions.tsx'
import type { RecordDocument } from './document.ts'
import { Presence } from './presence.tsx'
import classes from './record.module.css'
import { Timeline } from './timeline.tsx'

export interface Fact {
  label: string
  /** Property of the document it shows; names it in the comparison after a conflict. */
  key?: string
  value: ReactNode
  /** Both columns. */
  wide?: boolean
}

export interface RelatedGroup {
  title: string
  items: { title: ReactNode; path: string; state?: { tone: Tone; label: string }; note?: ReactNode }[]
  /** Words for none; a group without them is not drawn when empty. */
  none?: string
}

export interface RecordTab {
  name: string
  label: string
  content: ReactNode
  count?: number
}

type Of<Doc, Value> = Value | ((document: Doc) => Value)

export interface RecordPageProps<Doc extends RecordDocument>
  extends Partial<Pick<ActionsProps<Doc>, 'inputs' | 'actionLabel' | 'onDone' | 'optimistic'>> {
  entity: string
  base: string
  query: UseQueryResult<Doc>
  title: Of<Doc, string>
  subtitle?: Of<Doc, ReactNode>
  state?: Of<Doc, ReactNode>
  facts?: Of<Doc, readonly Fact[]>
  related?: Of<Doc, readonly RelatedGroup[]>
  tabs?: Of<Doc, readonly RecordTab[]>
  /** Extra blocks over the timeline. */
  aside?: Of<Doc, ReactNode>
  /** Extra buttons in the header. */
  tools?: Of<Doc, ReactNode>
  back?: string
  edit?: Of<Doc, string | undefined>
  children?: ReactNode | ((document: Doc) => ReactNode)
}

/** What it is, what happened, what may be done now. */
export function RecordPage<Doc extends RecordDocument>(props: RecordPageProps<Doc>): ReactNode {
  return <Await query={props.query}>{(document) => <Loaded {...props} document={document} />}</Await>
}

function Loaded<Doc extends RecordDocument>(props: RecordPageProps<Doc> & { document: Doc }): ReactNode {
  const { document, entity, base } = props
  const t = useWords()
  const path = `${base}/${document.id}`
  useLive(
    [`${entity}:${document.id}`],
    useCallback(() => void invalidate(path), [path]),
  )
  const facts = of(props.facts, document) ?? []
  const related = (of(props.related, document) ?? []).filter((group) => group.items.length > 0 || group.none)
  const edit = of(props.edit, document)
  return (
    <Page
      title={of(props.title, document) ?? ''}
      subtitle={of(props.subtitle, document)}
      badge={
        <>
          {of(props.state, document)}
          <Presence entity={entity} id={document.id} />
        </>
      }
      {...(props.back ? { back: props.back } : {})}
      actions={
        <>
          {document.actions ? (
            <Actions<Doc>
              document={document}
              base={base}
              entity={entity}
              actionLabel={props.actionLabel ?? ((name) => name)}
              {...(props.inputs ? { inputs: props.inputs } : {})}
              {...(props.onDone ? { onDone: props.onDone } : {})}
              {...(props.optimistic ? { optimistic: props.optimistic } : {})}
              fieldLabel={(key) => facts.find((fact) => fact.key === key)?.label}
            />
          ) : null}
          {of(props.tools, document)}
          {edit ? (
            <ButtonLink to={edit} variant="default" leftSection={<IconPencil size={14} aria-hidden="true" />}>
              {t('edit')}
            </ButtonLink>
          ) : null}
          <ActionIcon onClick={() => window.print()} aria-label={t('print')} title={t('print')}>
            <IconPrinter size={17} aria-hidden="true" />
          </ActionIcon>
        </>
      }
    >
      <div className={classes.columns}>
        <div className={classes.main}>
          {facts.length > 0 ? <Facts facts={facts} /> : null}
          {typeof props.children === 'function' ? props.children(document) : props.children}
          <RecordTabs tabs={of(props.tabs, document) ?? []} />
        </div>
        <aside className={classes.side} aria-label={t('record.aside')}>
          {of(props.aside, document)}
          {related.map((group) => (
            <Related key={group.title} group={group} />
          ))}
          <Section title={t('record.history')}>
            <Timeline entity={entity} id={document.id} />
          </Section>
        </aside>
      </div>
    </Page>
  )
}

/** Key facts in two columns. */
export function Facts({ facts }: { facts: readonly Fact[] }): ReactNode {
  return (
    <dl className={classes.facts}>
      {facts.map((fact) => (
        <div key={fact.label} data-wide={fact.wide || undefined}>
          <dt>{fact.label}</dt>
          <dd>
            {fact.value === null || fact.value === undefined || fact.value === '' ? <None /> : fact.value}
          </dd>
        </div>
      ))}
    </dl>
  )
}

function Related({ group }: { group: RelatedGroup }): ReactNode {
  return (
    <Section title={group.title}>
      {group.items.length === 0 ? (
        <p className={classes.quiet}>{group.none}</p>
      ) : (
        <ul className={classes.related}>
          {group.items.map((item) => (
            <li key={item.path}>
              <Link to={item.path}>{item.title}</Link>
              {item.note ? <span className={classes.quiet}>{item.note}</span> : null}
              {item.state ? <StateBadge tone={item.state.tone} label={item.state.label} /> : null}
            </li>
          ))}
        </ul>
      )}
    </Section>
  )
}

function RecordTabs({ tabs }: { tabs: readonly RecordTab[] }): ReactNode {
  const [url, setUrl] = useUrl()
  const first = tabs[0]
  if (!first) return null
  const current = tabs.some(({ name }) => name === url.tab) ? url.tab : first.name
  return (
    <Tabs
      value={current ?? first.name}
      onChange={(tab) => setUrl({ tab: tab === first.name ? undefined : (tab ?? undefined) })}
      keepMounted={false}
    >
      <Tabs.List>
        {tabs.map((tab) => (
          <Tabs.Tab key={tab.name} value={tab.name}>
            {tab.label}
            {tab.count ? ` ${tab.count}` : ''}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {tabs.map((tab) => (
        <Tabs.Panel key={tab.name} value={tab.name} pt="sm">
          {tab.content}
        </Tabs.Panel>
      ))}
    </Tabs>
  )
}

function of<Doc, Value>(part: Of<Doc, Value> | undefined, document: Doc): Value | undefined {
  return typeof part === 'function' ? (part as (document: Doc) => Value)(document) : part
}
