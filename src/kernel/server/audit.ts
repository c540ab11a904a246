import { type AuditDraft, auditRow } from './news.ts'
import type { Tx } from './transaction.ts'

/** Notes an act in the audit trail; it is written in the act's own transaction. */
export function audit(tx: Tx, draft: AuditDraft): void {
  tx.news.audits.push(auditRow(tx, draft))
}
