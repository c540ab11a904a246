import { randomBytes } from 'node:crypto'
import { DomainError, notFound } from '../../shared/errors.ts'
import { newId } from '../../shared/ids.ts'
import { expandPatterns } from '../access/permission-patterns.ts'
import { audit } from '../audit.ts'
import type { Tx } from '../transaction.ts'
import { tokenHash } from './session.store.ts'

const prefixLength = 8

/**
 * Makes a key for a program and answers it, once: `wh_` and 43 letters. Its scopes are permissions or patterns; each must
 * mean something its maker may do (`identity.scope-beyond-own`). It never does more than its maker may at that moment,
 * and ends with its maker.
 */
export async function createApiKey(
  tx: Tx,
  draft: { name: string; scopes: readonly string[]; expiresAt: Date | null },
  declared: readonly string[],
): Promise<{ id: string; token: string }> {
  const { principal } = tx
  for (const scope of draft.scopes) {
    const meaning = [...expandPatterns([scope], declared)]
    if (meaning.length === 0 || meaning.some((permission) => !principal.permissions.has(permission))) {
      throw new DomainError('identity.scope-beyond-own', { scope })
    }
  }
  if (draft.expiresAt && draft.expiresAt <= tx.now) throw new DomainError('identity.key-expiry-past')
  const id = newId()
  const token = `wh_${randomBytes(32).toString('base64url')}`
  await tx.exec(
    'kernel.create_api_key',
    `insert into kernel.api_key (id, company_id, user_id, name, prefix, token_hash, scopes, created_at, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      id,
      principal.companyId,
      principal.userId ?? principal.id,
      draft.name,
      token.slice(0, 'wh_'.length + prefixLength),
      tokenHash(token),
      draft.scopes,
      tx.now,
      draft.expiresAt,
    ],
  )
  audit(tx, {
    action: 'api-key.create',
    entity: 'api-key',
    id,
    after: { name: draft.name, scopes: draft.scopes },
  })
  return { id, token }
}

export async function revokeApiKey(tx: Tx, id: string): Promise<void> {
  const touched = await tx.exec(
    'kernel.revoke_api_key',
    'update kernel.api_key set revoked_at = $3 where id = $1 and company_id = $2 and revoked_at is null',
    [id, tx.principal.companyId, tx.now],
  )
  if (touched === 0) throw notFound('api-key', id)
  audit(tx, { action: 'api-key.revoke', entity: 'api-key', id })
}
