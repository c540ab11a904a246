import type { StoredEvent } from '../../../kernel/server/events.ts'
import type { Reaction } from '../../../kernel/server/module.ts'
import { openBook } from './books.ts'

/** A new company has its base book before anyone can trade in it. */
export const openBooksOfNewCompany: Reaction = {
  name: 'ledger.open-books',
  on: ['company.created@1'],
  run: (tx, event: StoredEvent<{ currency: string }>) =>
    openBook(tx, { companyId: event.companyId, currency: event.data.currency }),
}
