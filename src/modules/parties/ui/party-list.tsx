import type { ReactNode } from 'react'
import { formatBusinessNumber } from '../../../kernel/shared/business-number.ts'
import type { Column } from '../../../kernel/ui/grid/column.ts'
import { EntityList } from '../../../kernel/ui/list/entity-list.tsx'
import { base, kinds, type PartyRow, partyTone, roles } from './party.ts'
import { useT } from './text.ts'

export default function PartyList(): ReactNode {
  const t = useT()
  const columns: Column<PartyRow>[] = [
    { key: 'number', label: t('party.number'), width: 110 },
    { key: 'name', label: t('party.name'), width: 220 },
    {
      key: 'kind',
      label: t('party.kind'),
      width: 90,
      sortable: false,
      value: (row) => t(`kind.${row.kind}`),
    },
    {
      key: 'roles',
      label: t('party.roles'),
      width: 140,
      sortable: false,
      value: (row) => row.roles.map((role) => t.loose(`roles.${role}`)).join(', '),
    },
    {
      key: 'state',
      label: t('party.state'),
      kind: 'state',
      sortable: false,
      state: (row) => ({ tone: partyTone[row.state], label: t(`state.${row.state}`) }),
    },
    { key: 'phone', label: t('party.phone'), width: 140, sortable: false },
    { key: 'email', label: t('party.email'), width: 220, sortable: false },
    {
      key: 'businessNumber',
      label: t('party.businessNumber'),
      width: 130,
      sortable: false,
      value: (row) => row.businessNumber && formatBusinessNumber(row.businessNumber),
    },
    { key: 'customerGroup', label: t('party.customerGroup'), width: 110, sortable: false },
    { key: 'industry', label: t('party.industry'), width: 140, sortable: false, hidden: true },
    { key: 'createdAt', label: t('party.createdAt'), kind: 'instant' },
  ]
  return (
    <EntityList<PartyRow>
      entity="party"
      base={base}
      title={t('party.plural')}
      columns={columns}
      defaultSort="name"
      open={(row) => `/parties/${row.id}`}
      create={{ label: t('party.create'), path: '/parties/new', permission: 'party.create' }}
      views={[
        {
          name: 'customers',
          label: t('view.customers'),
          query: { 'filter[roles]': 'customer', 'filter[state]': 'active' },
        },
        { name: 'suppliers', label: t('view.suppliers'), query: { 'filter[roles]': 'supplier' } },
        { name: 'organisations', label: t('view.organisations'), query: { 'filter[kind]': 'organisation' } },
        { name: 'persons', label: t('view.persons'), query: { 'filter[kind]': 'person' } },
        { name: 'dormant', label: t('view.dormant'), query: { 'filter[state]': 'dormant' } },
      ]}
      filters={[
        {
          field: 'roles',
          label: t('party.roles'),
          kind: 'choice',
          options: roles.map((value) => ({ value, label: t(`roles.${value}`) })),
        },
        {
          field: 'kind',
          label: t('party.kind'),
          kind: 'choice',
          options: kinds.map((value) => ({ value, label: t(`kind.${value}`) })),
        },
        {
          field: 'state',
          label: t('party.state'),
          kind: 'choice',
          options: (['active', 'dormant', 'closed'] as const).map((value) => ({
            value,
            label: t(`state.${value}`),
          })),
        },
        { field: 'customerGroup', label: t('party.customerGroup'), kind: 'text' },
        { field: 'industry', label: t('party.industry'), kind: 'text' },
        { field: 'createdAt', label: t('party.createdAt'), kind: 'date' },
      ]}
      bulk={[
        { transition: 'rest', label: t('action.rest') },
        { transition: 'reactivate', label: t('action.reactivate') },
      ]}
      importable
      empty={{ title: t('party.empty.title'), text: t('party.empty.text') }}
    />
  )
}
