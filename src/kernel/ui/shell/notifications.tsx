import type { ReactNode } from 'react'
import { Page, Section } from '../page.tsx'
import { useWords } from '../text.ts'
import NoticeList from './notice-list.tsx'

/** The same notices as under the bell, as a page for phones. */
export default function Notifications(): ReactNode {
  const t = useWords()
  return (
    <Page title={t('shell.notifications')} narrow>
      <Section>
        <NoticeList onClose={() => undefined} />
      </Section>
    </Page>
  )
}
