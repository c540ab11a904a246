import { Menu, useMantineColorScheme } from '@mantine/core'
import {
  IconBuilding,
  IconCheck,
  IconDeviceDesktop,
  IconDevices,
  IconLanguage,
  IconLogout,
  IconMoon,
  IconSun,
} from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useGo } from '../link.tsx'
import { forgetMe, mePath, readMeAgain, useMe } from '../me.ts'
import { queryClient, useCommand } from '../queries.ts'
import { api } from '../request.ts'
import { changeLocale, type Locale, useLocale, useWords } from '../text.ts'
import classes from './header.module.css'

const schemes = [
  { value: 'auto', icon: IconDeviceDesktop },
  { value: 'light', icon: IconSun },
  { value: 'dark', icon: IconMoon },
] as const

/** Company, language, light or dark, devices, log out. */
export default function PersonMenu(): ReactNode {
  const t = useWords()
  const go = useGo()
  const me = useMe()
  const language = useLocale()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const { logOut, switchCompany, chooseLanguage } = usePersonCommands()
  const tick = <IconCheck size={14} aria-hidden="true" />
  return (
    <Menu width={240} withinPortal={false}>
      <Menu.Target>
        <button
          type="button"
          className={classes.avatar}
          aria-label={t('shell.personOf', { name: me.user.name })}
        >
          {[...me.user.name][0]}
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {me.user.name} · {me.user.email}
        </Menu.Label>
        {me.companies.length > 1
          ? me.companies.map((company) => (
              <Menu.Item
                key={company.id}
                leftSection={<IconBuilding size={16} aria-hidden="true" />}
                rightSection={company.id === me.company.id ? tick : null}
                onClick={() => switchCompany.mutate(company.id)}
              >
                {company.name}
              </Menu.Item>
            ))
          : null}
        <Menu.Divider />
        {(['ko', 'en'] as Locale[]).map((value) => (
          <Menu.Item
            key={value}
            leftSection={<IconLanguage size={16} aria-hidden="true" />}
            rightSection={value === language ? tick : null}
            onClick={() => chooseLanguage(value)}
            lang={value}
          >
            {value === 'ko' ? '한국어' : 'English'}
          </Menu.Item>
        ))}
        <Menu.Divider />
        {schemes.map(({ value, icon: Icon }) => (
          <Menu.Item
            key={value}
            leftSection={<Icon size={16} aria-hidden="true" />}
            rightSection={value === colorScheme ? tick : null}
            onClick={() => setColorScheme(value)}
          >
            {t(`scheme.${value}`)}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item leftSection={<IconDevices size={16} aria-hidden="true" />} onClick={() => go('/me')}>
          {t('shell.sessions')}
        </Menu.Item>
        <Menu.Item leftSection={<IconLogout size={16} aria-hidden="true" />} onClick={() => logOut.mutate()}>
          {t('shell.logOut')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

/** What a person may do about themselves; used by the menu and by the page for phones. */
export function usePersonCommands() {
  const go = useGo()
  const logOut = useCommand<void>(() => api.post('/api/v1/kernel/logout'), {
    onDone: () => {
      forgetMe()
      queryClient.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== mePath })
    },
  })
  const switchCompany = useCommand((id: string) => api.post('/api/v1/kernel/me/company', { id }), {
    onDone: () => {
      go('/')
      void readMeAgain()
    },
  })
  const chooseLanguage = (language: Locale) => {
    void changeLocale(language).then(() => queryClient.invalidateQueries())
    api.patch(mePath, { locale: language }).catch(() => undefined)
  }
  return { logOut, switchCompany, chooseLanguage }
}
