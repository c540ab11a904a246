/** Who acts. Programs and people carry the same permissions and meet the same rules. */
export interface Principal {
  kind: 'user' | 'key' | 'system' | 'customer' | 'anonymous'
  /** User id, API key id or, for the system itself, the nil UUID. */
  id: string
  name: string
  /** The person answerable: the user, or the maker of the key. Four eyes compare this, not the id. */
  userId?: string
  companyId: string
  permissions: ReadonlySet<string>
  /** Organisation units whose records are visible, with all below them; `null` is the whole company. */
  orgUnitIds: readonly string[] | null
  locale: 'ko' | 'en'
  /** The customer's own party, on the customer's side of the house. */
  partyId?: string
}

export const nilId = '00000000-0000-0000-0000-000000000000'

/** The system acting by itself: jobs, reactions, migrations of data. It may do everything; the audit names it. */
export function systemPrincipal(companyId: string, name = 'system'): Principal {
  return {
    kind: 'system',
    id: nilId,
    name,
    companyId,
    permissions: everything,
    orgUnitIds: null,
    locale: 'ko',
  }
}

export function anonymousPrincipal(locale: 'ko' | 'en' = 'ko'): Principal {
  return {
    kind: 'anonymous',
    id: nilId,
    name: '',
    companyId: nilId,
    permissions: nothing,
    orgUnitIds: [],
    locale,
  }
}

export function may(principal: Principal, permission: string): boolean {
  return principal.permissions.has(permission)
}

const nothing: ReadonlySet<string> = new Set()
const everything: ReadonlySet<string> = Object.assign(new Set<string>(), { has: () => true })
