import type { IncomingHttpHeaders } from 'node:http'
import type { Database } from '../../../kernel/server/database.ts'
import { DomainError } from '../../../kernel/shared/errors.ts'

/** What a provider says of a payment. Facts are cumulative, so that a repeated or late one changes nothing. */
export type Fact =
  /** The customer has chosen a card; the provider waits for our word before it takes the amount. */
  | { kind: 'ready'; providerKey: string; amountMinor: bigint; currency: string }
  | { kind: 'authorised'; providerKey: string; amountMinor: bigint }
  | { kind: 'captured'; providerKey: string; amountMinor: bigint }
  | { kind: 'declined'; code: string; providerKey?: string }
  | { kind: 'voided' }
  | { kind: 'refunded'; refundId: string; amountMinor: bigint }
  | { kind: 'refund-failed'; refundId: string; code: string }

export type PaymentFact = Fact & { paymentId: string }

export interface ProviderCall {
  /** Our key of this call: the provider carries it out once, however often it is asked. */
  attemptId: string
  companyId: string
  paymentId: string
  providerKey: string
  amountMinor: bigint
  currency: string
  refundId: string | null
  reason: string | null
}

/** `accepted`: the answer follows by webhook. `facts`: here it is. `refused`: it will not be done, asked again or not. */
export type ProviderAnswer =
  | { kind: 'accepted' }
  | { kind: 'facts'; facts: readonly PaymentFact[] }
  | { kind: 'refused'; code: string }

export interface HostedPage {
  companyId: string
  paymentId: string
  title: string
  amountMinor: bigint
  currency: string
  capture: 'automatic' | 'manual'
  /** Path on our own side to which the customer comes back. */
  returnPath: string
  locale: 'ko' | 'en'
}

export interface WebhookCall {
  headers: IncomingHttpHeaders
  body: Buffer
}

export interface WebhookMessage {
  messageId: string
  type: string
  payload: unknown
  facts: readonly PaymentFact[]
}

/**
 * A payment provider. Calls are made by jobs, outside of every transaction. A call that cannot be made now throws
 * `ProviderUnavailable` and is tried again.
 */
export interface PaymentProvider {
  name: string
  /** Where the customer pays. Card data goes there and never comes here. */
  openPage(database: Database, page: HostedPage): Promise<{ url: string }>
  authorise(database: Database, call: ProviderCall): Promise<ProviderAnswer>
  capture(database: Database, call: ProviderCall): Promise<ProviderAnswer>
  void(database: Database, call: ProviderCall): Promise<ProviderAnswer>
  refund(database: Database, call: ProviderCall): Promise<ProviderAnswer>
  /** What it knows of a payment now: asked when a message seems lost. */
  inquire(
    database: Database,
    payment: { companyId: string; paymentId: string; providerKey: string | null },
  ): Promise<readonly PaymentFact[]>
  /** Throws `payment.forged-webhook` (401) for a message that is not its own. */
  parseWebhook(database: Database, call: WebhookCall): Promise<WebhookMessage>
}

/** The provider does not answer. Jobs try again by themselves; whoever asked in person is told to (503). */
export class ProviderUnavailable extends DomainError {
  constructor(reason: string, options: { cause?: unknown } = {}) {
    super('payment.provider-unavailable', {}, 503)
    this.message = reason
    this.cause = options.cause
  }
}

const providers = new Map<string, PaymentProvider>()

export function registerProvider(provider: PaymentProvider): void {
  providers.set(provider.name, provider)
}

export function providerNamed(name: string): PaymentProvider | undefined {
  return providers.get(name)
}
