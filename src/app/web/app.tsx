import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core'
import { QueryClientProvider } from '@tanstack/react-query'
import { type AnyRouter, RouterProvider } from '@tanstack/react-router'
import { lazy, type ReactNode, Suspense, useEffect } from 'react'
import { forgetMe, useSession } from '../../kernel/ui/me.ts'
import { Loading, Problem } from '../../kernel/ui/page.tsx'
import { queryClient } from '../../kernel/ui/queries.ts'
import { onLoggedOut } from '../../kernel/ui/request.ts'
import { useLocale } from '../../kernel/ui/text.ts'
import { cssVariablesResolver, theme } from '../../kernel/ui/theme.ts'

const Login = lazy(() => import('../../kernel/ui/shell/login.tsx'))
const scheme = localStorageColorSchemeManager({ key: 'wh.scheme' })

/** The page's nonce, by which the styles made at run time are allowed. */
const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? ''
Object.assign(globalThis, { __webpack_nonce__: nonce })

export function App({ router }: { router: AnyRouter }): ReactNode {
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariablesResolver}
      colorSchemeManager={scheme}
      defaultColorScheme="auto"
      getStyleNonce={() => nonce}
    >
      <QueryClientProvider client={queryClient}>
        <Suspense fallback={<Loading />}>
          <Gate router={router} />
        </Suspense>
      </QueryClientProvider>
    </MantineProvider>
  )
}

/** Nobody sees a screen without being known; the address waits meanwhile. */
function Gate({ router }: { router: AnyRouter }): ReactNode {
  const { me, error, retry } = useSession()
  const language = useLocale()
  useEffect(() => onLoggedOut(forgetMe), [])
  if (me === undefined) return error ? <Problem error={error} retry={retry} /> : <Loading />
  if (me === null) return <Login />
  return <RouterProvider key={`${me.company.id} ${language}`} router={router} />
}
