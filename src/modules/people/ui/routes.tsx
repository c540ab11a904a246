import { IconBadge, IconHierarchy2, IconUsersGroup } from '@tabler/icons-react'
import { defineUi } from '../../../kernel/ui/define-ui.ts'

export default defineUi({
  name: 'people',
  words: { ko: () => import('../i18n/ko.json'), en: () => import('../i18n/en.json') },
  nav: [
    {
      sector: 'erp',
      label: { ko: '조직도', en: 'Organisation' },
      icon: IconHierarchy2,
      path: '/people/organisation',
      permission: 'employee.read',
      order: 80,
    },
    {
      sector: 'erp',
      label: { ko: '직원', en: 'Employees' },
      icon: IconUsersGroup,
      path: '/people/employees',
      permission: 'employee.read',
      order: 81,
    },
    {
      sector: 'erp',
      label: { ko: '직위', en: 'Positions' },
      icon: IconBadge,
      path: '/people/positions',
      permission: 'org-unit.change',
      order: 82,
    },
  ],
  routes: [
    { path: '/people/organisation', screen: () => import('./organisation.tsx'), permission: 'employee.read' },
    { path: '/people/employees', screen: () => import('./employee-list.tsx'), permission: 'employee.read' },
    {
      path: '/people/employees/new',
      screen: () => import('./employee-form.tsx'),
      permission: 'employee.create',
    },
    {
      path: '/people/employees/$id',
      screen: () => import('./employee-detail.tsx'),
      permission: 'employee.read',
    },
    {
      path: '/people/employees/$id/edit',
      screen: () => import('./employee-edit.tsx'),
      permission: 'employee.change',
    },
    { path: '/people/positions', screen: () => import('./positions.tsx'), permission: 'org-unit.change' },
  ],
  commands: [
    {
      name: 'employee.create',
      label: { ko: '직원 등록', en: 'New employee' },
      keywords: ['직원', '사원', '입사', 'employee'],
      path: '/people/employees/new',
      permission: 'employee.create',
    },
  ],
  recordLinks: {
    employee: { label: { ko: '직원', en: 'Employee' }, path: (id) => `/people/employees/${id}` },
    'org-unit': { label: { ko: '부서', en: 'Unit' }, path: (id) => `/people/organisation?unit=${id}` },
  },
})
