import type { ReactNode } from 'react'
import type { FieldSpec } from '../../../kernel/ui/form/field-spec.ts'
import { FormDialog } from '../../../kernel/ui/form/form-dialog.tsx'
import { PlainTable } from '../../../kernel/ui/grid/plain-table.tsx'
import { useMay } from '../../../kernel/ui/me.ts'
import { Await, Empty, Page, Section } from '../../../kernel/ui/page.tsx'
import { useEndpoint } from '../../../kernel/ui/queries.ts'
import { type Channel, catalogPath, channelsPath } from './catalog.ts'
import { useT } from './text.ts'

const kinds = ['phone', 'store', 'web', 'api', 'marketplace'] as const

type Values = Omit<Channel, 'id' | 'version'>

/** The places orders come from. */
export default function Channels(): ReactNode {
  const t = useT()
  const channels = useEndpoint<{ items: Channel[] }>(channelsPath, { limit: 200 })
  const mayChange = useMay('channel.change')
  return (
    <Page title={t('channel.plural')} actions={mayChange ? <ChannelDialog /> : null}>
      <Await query={channels}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title={t('channel.empty.title')} text={t('channel.empty.text')} />
          ) : (
            <Section flush>
              <PlainTable<Channel>
                caption={t('channel.plural')}
                rows={items}
                rowKey={(channel) => channel.id}
                columns={[
                  { key: 'code', label: t('channel.code') },
                  { key: 'name', label: t('channel.name') },
                  { key: 'kind', label: t('channel.kind'), value: ({ kind }) => t(`channel.kinds.${kind}`) },
                  { key: 'currency', label: t('channel.currency') },
                  { key: 'pricesIncludeTax', label: t('channel.pricesIncludeTax'), kind: 'yes' },
                  { key: 'active', label: t('channel.active'), kind: 'yes' },
                  ...(mayChange
                    ? [
                        {
                          key: 'change',
                          label: '',
                          render: (channel: Channel) => <ChannelDialog channel={channel} />,
                        },
                      ]
                    : []),
                ]}
              />
            </Section>
          )
        }
      </Await>
    </Page>
  )
}

function ChannelDialog({ channel }: { channel?: Channel }): ReactNode {
  const t = useT()
  const code: FieldSpec = {
    name: 'code',
    label: t('channel.code'),
    kind: 'text',
    required: true,
    maxLength: 64,
  }
  return (
    <FormDialog<Values>
      primary={!channel}
      small={channel !== undefined}
      label={channel ? t('channel.change') : t('channel.create')}
      method={channel ? 'PATCH' : 'POST'}
      url={channel ? `${channelsPath}/${channel.id}` : channelsPath}
      initial={{
        code: channel?.code ?? '',
        name: channel?.name ?? '',
        nameEn: channel?.nameEn ?? '',
        kind: channel?.kind ?? 'web',
        currency: channel?.currency ?? 'KRW',
        pricesIncludeTax: channel?.pricesIncludeTax ?? true,
        active: channel?.active ?? true,
      }}
      fields={[
        ...(channel ? [] : [code]),
        { name: 'name', label: t('channel.name'), kind: 'text', required: true, maxLength: 100 },
        { name: 'nameEn', label: t('channel.nameEn'), kind: 'text', maxLength: 100 },
        {
          name: 'kind',
          label: t('channel.kind'),
          kind: 'choice',
          required: true,
          options: kinds.map((value) => ({ value, label: t(`channel.kinds.${value}`) })),
        },
        { name: 'currency', label: t('channel.currency'), kind: 'text', required: true, maxLength: 3 },
        { name: 'pricesIncludeTax', label: t('channel.pricesIncludeTax'), kind: 'yes' },
        { name: 'active', label: t('channel.active'), kind: 'yes' },
      ]}
      invalidates={[catalogPath]}
      said={({ name }) => (channel ? t('channel.changed', { name }) : t('channel.created', { name }))}
    />
  )
}
