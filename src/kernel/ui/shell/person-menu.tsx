import { useMantineColorScheme } from '@mantine/core'
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
import { MenuDivider, MenuItem } from '../popup.tsx'
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
    <>
      <div className={classes.person}>
        {me.user.name} · {me.user.email}
      </div>
      {me.companies.length > 1
        ? me.companies.map((company) => (
            <MenuItem
              key={company.id}
              icon={<IconBuilding size={16} aria-hidden="true" />}
              right={company.id === me.company.id ? tick : null}
              onClick={() => switchCompany.mutate(company.id)}
            >
              {company.name}
            </MenuItem>
          ))
        : null}
      <MenuDivider />
      {(['ko', 'en'] as Locale[]).map((value) => (
        <MenuItem
          key={value}
          icon={<IconLanguage size={16} aria-hidden="true" />}
          right={value === language ? tick : null}
          onClick={() => chooseLanguage(value)}
          lang={value}
        >
          {value === 'ko' ? '한국어' : 'English'}
        </MenuItem>
      ))}
      <MenuDivider />
      {schemes.map(({ value, icon: Icon }) => (
        <MenuItem
          key={value}
          icon={<Icon size={16} aria-hidden="true" />}
          right={value === colorScheme ? tick : null}
          onClick={() => setColorScheme(value)}
        >
          {t(`scheme.${value}`)}
        </MenuItem>
      ))}
      <MenuDivider />
      <MenuItem icon={<IconDevices size={16} aria-hidden="true" />} onClick={() => go('/me')}>
        {t('shell.sessions')}
      </MenuItem>
      <MenuItem icon={<IconLogout size={16} aria-hidden="true" />} onClick={() => logOut.mutate()}>
        {t('shell.logOut')}
      </MenuItem>
    </>
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
