import { Anchor, Button, Group } from '@mantine/core'
import type { ReactNode } from 'react'
import { PlainTable } from '../../../kernel/ui/grid/plain-table.tsx'
import { useMay } from '../../../kernel/ui/me.ts'
import { Section } from '../../../kernel/ui/page.tsx'
import { useCommand } from '../../../kernel/ui/queries.ts'
import { api } from '../../../kernel/ui/request.ts'
import { StateBadge } from '../../../kernel/ui/values.tsx'
import { AddPart } from './add-part.tsx'
import { countryName, countryOptions } from './countries.ts'
import classes from './parties.module.css'
import { type Address, addressText, base, type Contact, isMasked, type Party } from './party.ts'
import { type T, useT } from './text.ts'

const timeline = '/api/v1/kernel/timeline'

export function Contacts({ party }: { party: Party }): ReactNode {
  const t = useT()
  const mayChange = useMay('party.change') && party.mergedInto === null
  const url = `${base}/${party.id}/contacts`
  const prefer = useCommand((id: string) => api.post(`${url}/${id}/prefer`), {
    invalidates: [base, timeline],
  })
  const remove = useCommand((contact: Contact) => api.remove(`${url}/${contact.id}`), {
    invalidates: [base, timeline],
  })
  return (
    <Section
      title={t('contact.plural')}
      flush
      actions={
        mayChange ? (
          <AddPart
            label={t('contact.add')}
            url={url}
            initial={{ kind: 'phone', preferred: false }}
            fields={[
              {
                name: 'kind',
                label: t('contact.kind'),
                kind: 'choice',
                required: true,
                options: (['phone', 'email', 'fax', 'web'] as const).map((value) => ({
                  value,
                  label: t(`contact.kinds.${value}`),
                })),
              },
              { name: 'value', label: t('contact.value'), kind: 'text', required: true, maxLength: 200 },
              { name: 'label', label: t('contact.label'), kind: 'text', maxLength: 60 },
              { name: 'preferred', label: t('contact.prefer'), kind: 'yes' },
            ]}
          />
        ) : null
      }
    >
      {party.contacts.length === 0 ? (
        <Quiet>{t('contact.none')}</Quiet>
      ) : (
        <PlainTable
          caption={t('contact.plural')}
          rows={party.contacts}
          rowKey={(contact) => contact.id}
          columns={[
            { key: 'kind', label: t('contact.kind'), value: (contact) => t(`contact.kinds.${contact.kind}`) },
            {
              key: 'value',
              label: t('contact.value'),
              render: (contact) => <ContactLink contact={contact} />,
            },
            { key: 'label', label: t('contact.label') },
            { key: 'preferred', label: t('contact.preferred'), kind: 'yes' },
            ...(mayChange
              ? [
                  {
                    key: 'id',
                    label: '',
                    render: (contact: Contact) => (
                      <Group gap={4} justify="flex-end">
                        {contact.preferred ? null : (
                          <Button
                            variant="subtle"
                            size="compact-xs"
                            onClick={() => prefer.mutate(contact.id)}
                          >
                            {t('contact.prefer')}
                          </Button>
                        )}
                        <Button
                          variant="subtle"
                          size="compact-xs"
                          aria-label={`${t('contact.remove')} ${contact.value}`}
                          onClick={() => remove.mutate(contact)}
                        >
                          {t('part.remove')}
                        </Button>
                      </Group>
                    ),
                  },
                ]
              : []),
          ]}
        />
      )}
    </Section>
  )
}

function ContactLink({ contact: { kind, value } }: { contact: Contact }): ReactNode {
  if (isMasked(value)) return value
  if (kind === 'phone')
    return (
      <Anchor inherit href={`tel:${value.replace(/[^\d+]/g, '')}`}>
        {value}
      </Anchor>
    )
  if (kind === 'email')
    return (
      <Anchor inherit href={`mailto:${value}`}>
        {value}
      </Anchor>
    )
  return value
}

export function Addresses({ party }: { party: Party }): ReactNode {
  const t = useT()
  const mayChange = useMay('party.change') && party.mergedInto === null
  const url = `${base}/${party.id}/addresses`
  const end = useCommand((id: string) => api.post(`${url}/${id}/end`, {}), { invalidates: [base, timeline] })
  return (
    <Section
      title={t('address.plural')}
      flush
      actions={
        mayChange ? (
          <AddPart
            label={t('address.add')}
            url={url}
            initial={{ kind: 'shipping', country: 'KR', isDefault: party.addresses.length === 0 }}
            fields={addressFields(t)}
          />
        ) : null
      }
    >
      {party.addresses.length === 0 ? (
        <Quiet>{t('address.none')}</Quiet>
      ) : (
        <PlainTable<Address>
          caption={t('address.plural')}
          rows={party.addresses}
          rowKey={(address) => address.id}
          columns={[
            {
              key: 'kind',
              label: t('address.kind'),
              value: (address) => t.loose(`address.kinds.${address.kind}`),
            },
            {
              key: 'line1',
              label: t('address.line1'),
              render: (address) => (
                <div className={classes.address}>
                  {addressText(address, countryName)}
                  {address.recipient ? (
                    <p className={classes.quiet}>
                      {address.recipient} {address.phone}
                    </p>
                  ) : null}
                </div>
              ),
            },
            {
              key: 'isDefault',
              label: t('party.state'),
              render: (address) =>
                address.toOn !== null ? (
                  <StateBadge tone="stopped" label={t('address.ended', { on: address.toOn })} />
                ) : address.isDefault ? (
                  <StateBadge tone="good" label={t('address.isDefault')} />
                ) : null,
            },
            ...(mayChange
              ? [
                  {
                    key: 'id',
                    label: '',
                    render: (address: Address) =>
                      address.toOn === null ? (
                        <Group gap={4} justify="flex-end" wrap="nowrap">
                          {isMasked(address.line1) ? null : (
                            <AddPart
                              small={t('part.change')}
                              label={t('address.change')}
                              method="PATCH"
                              url={`${url}/${address.id}`}
                              initial={address}
                              fields={addressFields(t)}
                            />
                          )}
                          <Button variant="subtle" size="compact-xs" onClick={() => end.mutate(address.id)}>
                            {t('address.end')}
                          </Button>
                        </Group>
                      ) : null,
                  },
                ]
              : []),
          ]}
        />
      )}
    </Section>
  )
}

function addressFields(t: T) {
  const abroad = (values: { country?: string }) => values.country !== 'KR'
  return [
    {
      name: 'kind',
      label: t('address.kind'),
      kind: 'choice' as const,
      required: true,
      options: (['main', 'shipping', 'billing', 'branch', 'home'] as const).map((value) => ({
        value,
        label: t(`address.kinds.${value}`),
      })),
    },
    {
      name: 'country',
      label: t('address.country'),
      kind: 'choice' as const,
      required: true,
      options: countryOptions(),
    },
    { name: 'postalCode', label: t('address.postalCode'), kind: 'text' as const, maxLength: 12 },
    {
      name: 'line1',
      label: t('address.line1'),
      kind: 'text' as const,
      required: true,
      maxLength: 200,
      wide: true,
    },
    { name: 'line2', label: t('address.line2'), kind: 'text' as const, maxLength: 200, wide: true },
    { name: 'city', label: t('address.city'), kind: 'text' as const, maxLength: 100, when: abroad },
    { name: 'region', label: t('address.region'), kind: 'text' as const, maxLength: 100, when: abroad },
    { name: 'recipient', label: t('address.recipient'), kind: 'text' as const, maxLength: 100 },
    { name: 'phone', label: t('address.phone'), kind: 'phone' as const, maxLength: 40 },
    { name: 'isDefault', label: t('address.isDefault'), kind: 'yes' as const },
  ]
}

export function Quiet({ children }: { children: ReactNode }): ReactNode {
  return (
    <p className={classes.quiet} data-pad>
      {children}
    </p>
  )
}
