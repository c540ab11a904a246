import { audit } from '../../../kernel/server/audit.ts'
import type { Tx } from '../../../kernel/server/transaction.ts'
import { DomainError, notFound } from '../../../kernel/shared/errors.ts'
import { newId } from '../../../kernel/shared/ids.ts'
import { postDrafts } from './post.ts'
import type { TransferResult } from './transfer-draft.ts'

interface Reversible {
  id: string
  companyId: string
  currency: string
  seq: bigint
  kind: string
  status: string
  refEntity: string
  refId: string
  reversed: boolean
}

/** Posts the opposite of a transfer under a new number; the record of the reversal lets it happen once only. */
export async function reverseTransfer(
  tx: Tx,
  wish: { transferId: string; reason: string; businessDate: string; id?: string },
): Promise<TransferResult> {
  const original = await tx.row<Reversible>(
    'ledger.reversible',
    `select t.id, t.company_id, t.currency, t.seq, t.kind, t.status, t.ref_entity, t.ref_id, r.by_id is not null as reversed
     from ledger.transfer t left join ledger.reversal r on r.transfer_id = t.id
     where t.id = $1 and t.company_id = $2`,
    [wish.transferId, tx.principal.companyId],
  )
  if (!original) throw notFound('transfer', wish.transferId)
  if (original.reversed) throw new DomainError('ledger.already-reversed', { id: original.id }, 409)
  if (original.status !== 'posted' || (original.kind !== 'post' && original.kind !== 'post-pending')) {
    throw new DomainError('ledger.not-reversible', { id: original.id })
  }
  const legs = await tx.rows<{ account: string; amountMinor: bigint }>(
    'ledger.opposite_legs',
    `select a.code as account, -p.amount_minor as amount_minor
     from ledger.account a join ledger.posting p on p.account_id = a.id
     where a.company_id = $1 and a.currency = $2 and p.seq = $3
     order by p.leg`,
    [original.companyId, original.currency, original.seq],
  )
  const id = wish.id ?? newId()
  const [result] = await postDrafts(tx, [
    {
      id,
      kind: 'post',
      businessDate: wish.businessDate,
      rule: 'reversal',
      ref: { entity: original.refEntity, id: original.refId },
      memo: wish.reason,
      legs,
      currency: original.currency,
    },
  ])
  if (!result || result.status === 'refused') {
    throw new DomainError(result?.code ?? 'ledger.refused', { businessDate: wish.businessDate })
  }
  if (result.status === 'posted') {
    const noted = await tx.exec(
      'ledger.note_reversal',
      'insert into ledger.reversal (transfer_id, by_id, reason) values ($1, $2, $3) on conflict do nothing',
      [original.id, id, wish.reason],
    )
    if (noted === 0) throw new DomainError('ledger.already-reversed', { id: original.id }, 409)
    audit(tx, {
      action: 'transfer.reverse',
      entity: 'transfer',
      id: original.id,
      after: { byId: id },
      reason: wish.reason,
    })
  }
  return result
}
