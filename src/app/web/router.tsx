import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
  useMatches,
  useParams,
} from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { ModuleUi, ScreenRoute } from '../../kernel/ui/define-ui.ts'
import { usePath } from '../../kernel/ui/link.tsx'
import { locale } from '../../kernel/ui/locale.ts'
import { useMay } from '../../kernel/ui/me.ts'
import { Empty, Loading, Page, Problem } from '../../kernel/ui/page.tsx'
import { Frame } from '../../kernel/ui/shell/frame.tsx'
import { loadWords, useWords } from '../../kernel/ui/text.ts'

const preloadAfterMs = 40

/** One route per screen of every module; a screen's code and words are fetched when it is first wanted. */
export function createAppRouter(modules: readonly ModuleUi[]) {
  const root = createRootRoute({ component: Root, notFoundComponent: NotFound })
  const bare = new Set(
    modules.flatMap((module) => module.routes.filter((route) => route.bare).map((route) => route.path)),
  )
  const routes = modules.flatMap((module) =>
    module.routes.map((route) =>
      createRoute({ getParentRoute: () => root, path: route.path, component: screenOf(module, route) }),
    ),
  )
  // The address people remember for signing in; whoever is in already goes to their start page.
  const login = createRoute({
    getParentRoute: () => root,
    path: '/login',
    beforeLoad: () => {
      throw redirect({ to: '/' as never })
    },
  })
  return createRouter({
    routeTree: root.addChildren([...routes, login]),
    context: { bare },
    parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
    stringifySearch: (search) => {
      const text = new URLSearchParams(search as Record<string, string>).toString()
      return text ? `?${text}` : ''
    },
    defaultPreloadDelay: preloadAfterMs,
    defaultPendingComponent: Loading,
    defaultPendingMs: 300,
    defaultErrorComponent: Failed,
    defaultStructuralSharing: true,
  })
}

function Root(): ReactNode {
  const bare = useMatches({
    select: (matches) => matches.some((match) => isBare(match.context, match.fullPath)),
  })
  return bare ? (
    <Outlet />
  ) : (
    <Frame>
      <Outlet />
    </Frame>
  )
}

function isBare(context: unknown, path: string): boolean {
  return (context as { bare?: Set<string> }).bare?.has(path) ?? false
}

function screenOf(module: ModuleUi, route: ScreenRoute) {
  return lazyRouteComponent(async () => {
    const [{ default: Screen }] = await Promise.all([route.screen(), loadWords(module.name, locale())])
    // biome-ignore lint/correctness/noComponentHookFactories: made once per route, when its code has come.
    function Arrived(): ReactNode {
      const params = useParams({ strict: false }) as Record<string, string>
      const path = usePath()
      return useMay(route.permission) ? <Screen key={path} params={params} /> : <Forbidden />
    }
    return { default: Arrived }
  })
}

function NotFound(): ReactNode {
  const t = useWords()
  return (
    <Page title={t('problem.missing.title')}>
      <Empty title={t('problem.noPage')} text={t('problem.noPageText')} />
    </Page>
  )
}

function Forbidden(): ReactNode {
  const t = useWords()
  return (
    <Page title={t('problem.forbidden.title')}>
      <Empty title={t('problem.forbidden.title')} text={t('problem.forbidden.text')} />
    </Page>
  )
}

function Failed({ error, reset }: { error: unknown; reset: () => void }): ReactNode {
  const t = useWords()
  return (
    <Page title={t('problem.bug.title')}>
      <Problem error={error} retry={reset} />
    </Page>
  )
}
