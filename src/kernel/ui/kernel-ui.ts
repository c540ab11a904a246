import {
  IconActivityHeartbeat,
  IconAlertOctagon,
  IconEyeCheck,
  IconHistory,
  IconKey,
  IconListDetails,
  IconProgress,
  IconSettings,
  IconUsersGroup,
} from '@tabler/icons-react'
import { defineUi } from './define-ui.ts'

/** The floor's own screens. */
export const kernelUi = defineUi({
  name: 'kernel',
  words: { ko: () => import('./words/ko.json'), en: () => import('./words/en.json') },
  nav: [],
  routes: [
    { path: '/', screen: () => import('./shell/home.tsx') },
    { path: '/notifications', screen: () => import('./shell/notifications.tsx') },
  ],
})

/** The person's own page, imports, and the administrator's screens. */
export const adminUi = defineUi({
  name: 'admin',
  words: { ko: () => import('./admin/words/ko.json'), en: () => import('./admin/words/en.json') },
  nav: [
    {
      sector: 'admin',
      label: { ko: '사용자와 역할', en: 'Users and roles' },
      icon: IconUsersGroup,
      path: '/admin/users',
      permission: 'user.read',
      order: 10,
    },
    {
      sector: 'admin',
      label: { ko: 'API 키', en: 'API keys' },
      icon: IconKey,
      path: '/admin/api-keys',
      permission: 'api-key.manage',
      order: 20,
    },
    {
      sector: 'admin',
      label: { ko: '설정', en: 'Settings' },
      icon: IconSettings,
      path: '/admin/settings',
      permission: 'setting.read',
      order: 30,
    },
    {
      sector: 'admin',
      label: { ko: '작업', en: 'Jobs' },
      icon: IconProgress,
      path: '/admin/jobs',
      order: 40,
    },
    {
      sector: 'admin',
      label: { ko: '감사 기록', en: 'Audit trail' },
      icon: IconHistory,
      path: '/admin/audit',
      permission: 'audit.read',
      order: 50,
    },
    {
      sector: 'admin',
      label: { ko: '개인정보 열람 기록', en: 'Personal data log' },
      icon: IconEyeCheck,
      path: '/admin/personal-data',
      permission: 'audit.read',
      order: 60,
    },
    {
      sector: 'admin',
      label: { ko: '이벤트', en: 'Events' },
      icon: IconListDetails,
      path: '/admin/events',
      permission: 'event.read',
      order: 70,
    },
    {
      sector: 'admin',
      label: { ko: '처리 실패', en: 'Dead letters' },
      icon: IconAlertOctagon,
      path: '/admin/dead-letters',
      permission: 'dead-letter.manage',
      order: 80,
    },
    {
      sector: 'admin',
      label: { ko: '시스템 상태', en: 'System health' },
      icon: IconActivityHeartbeat,
      path: '/admin/health',
      permission: 'health.read',
      order: 90,
    },
  ],
  routes: [
    { path: '/me', screen: () => import('./admin/my-account.tsx') },
    { path: '/imports/new', screen: () => import('./imports/import-wizard.tsx') },
    { path: '/imports/$id', screen: () => import('./imports/import-wizard.tsx') },
    { path: '/admin/users', screen: () => import('./admin/users.tsx'), permission: 'user.read' },
    { path: '/admin/users/new', screen: () => import('./admin/user-form.tsx'), permission: 'user.manage' },
    { path: '/admin/users/$id', screen: () => import('./admin/user-detail.tsx'), permission: 'user.read' },
    { path: '/admin/roles/$id', screen: () => import('./admin/role-detail.tsx'), permission: 'role.read' },
    { path: '/admin/api-keys', screen: () => import('./admin/api-keys.tsx'), permission: 'api-key.manage' },
    { path: '/admin/settings', screen: () => import('./admin/settings.tsx'), permission: 'setting.read' },
    { path: '/admin/jobs', screen: () => import('./admin/jobs.tsx') },
    { path: '/admin/audit', screen: () => import('./admin/audit.tsx'), permission: 'audit.read' },
    {
      path: '/admin/personal-data',
      screen: () => import('./admin/personal-data.tsx'),
      permission: 'audit.read',
    },
    { path: '/admin/events', screen: () => import('./admin/events.tsx'), permission: 'event.read' },
    {
      path: '/admin/dead-letters',
      screen: () => import('./admin/dead-letters.tsx'),
      permission: 'dead-letter.manage',
    },
    { path: '/admin/health', screen: () => import('./admin/health.tsx'), permission: 'health.read' },
  ],
  commands: [
    {
      name: 'admin.me',
      label: { ko: '내 기기와 비밀번호', en: 'My devices and password' },
      keywords: ['로그아웃', 'session', 'password'],
      path: '/me',
    },
  ],
  recordLinks: {
    user: { label: { ko: '사용자', en: 'User' }, path: (id) => `/admin/users/${id}` },
    job: { label: { ko: '작업', en: 'Job' }, path: () => '/admin/jobs' },
  },
})
