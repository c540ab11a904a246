import { Anchor, type AnchorProps, Button, type ButtonProps } from '@mantine/core'
import { createLink, useNavigate, useRouterState } from '@tanstack/react-router'
import { type ComponentProps, forwardRef, type ReactNode, useCallback } from 'react'
import { recordLink } from './define-ui.ts'
import { say } from './text.ts'

const RoutedAnchor = createLink(
  forwardRef<HTMLAnchorElement, AnchorProps & ComponentProps<'a'>>((props, ref) => (
    <Anchor inherit {...props} ref={ref} />
  )),
)
const RoutedButton = createLink(
  forwardRef<HTMLAnchorElement, ButtonProps & ComponentProps<'a'>>((props, ref) => (
    <Button component="a" {...props} ref={ref} />
  )),
)

type LinkProps = { to: string; children: ReactNode; replace?: boolean } & Omit<AnchorProps, 'component'> &
  Omit<ComponentProps<'a'>, 'href' | 'color' | 'style' | 'ref'>

/** A link inside the product. What lies behind it is fetched when the pointer rests on it. */
export function Link({ to, ...props }: LinkProps): ReactNode {
  const target = splitAddress(to)
  // Only the page itself is the current one; what lies above it in the path is not.
  return <RoutedAnchor {...(props as object)} {...target} activeOptions={{ exact: true }} preload="intent" />
}

export function ButtonLink({ to, ...props }: { to: string; children: ReactNode } & ButtonProps): ReactNode {
  return <RoutedButton {...(props as object)} {...splitAddress(to)} preload="intent" />
}

/** Link to a record by entity and id; plain text when its module is absent. */
export function RecordLink({
  entity,
  id,
  children,
}: {
  entity: string
  id: string
  children: ReactNode
}): ReactNode {
  const link = recordLink(entity)
  return link ? <Link to={link.path(id)}>{children}</Link> : children
}

/** What records of an entity are called; the entity's own name when its module is absent. */
export function entityName(entity: string): string {
  const link = recordLink(entity)
  return link ? say(link.label) : entity
}

export type Go = (path: string, options?: { replace?: boolean }) => void

export function useGo(): Go {
  const navigate = useNavigate()
  return useCallback(
    (path, options) =>
      void navigate({ ...splitAddress(path), ...(options?.replace ? { replace: true } : {}) } as never),
    [navigate],
  )
}

export type UrlParams = Record<string, string>
/** The query of the address, and a way to change parts of it; `undefined` takes a part away. */
export function useUrl(): [UrlParams, (patch: Record<string, string | undefined>) => void] {
  const params = useRouterState({ select: (state) => state.location.search as UrlParams })
  const navigate = useNavigate()
  const set = useCallback(
    (patch: Record<string, string | undefined>) =>
      void navigate({
        to: '.',
        search: ((before: UrlParams) => {
          const after = Object.entries({ ...before, ...patch }).filter(
            ([, value]) => value !== undefined && value !== '',
          )
          return Object.fromEntries(after)
        }) as never,
        replace: true,
        resetScroll: false,
      }),
    [navigate],
  )
  return [params, set]
}

export function usePath(): string {
  return useRouterState({ select: (state) => state.location.pathname })
}

function splitAddress(address: string): { to: string; search?: UrlParams; hash?: string } {
  const { pathname, search, hash } = new URL(address, 'http://here')
  const query = Object.fromEntries(new URLSearchParams(search))
  return { to: pathname, ...(search ? { search: query } : {}), ...(hash ? { hash: hash.slice(1) } : {}) }
}
