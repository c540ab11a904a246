import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { type FormState, useFormState } from '../../../../kernel/ui/form/form-handle.ts'
import { useMe } from '../../../../kernel/ui/me.ts'
import { invalidate, useCommand, useList } from '../../../../kernel/ui/queries.ts'
import { newKey, request } from '../../../../kernel/ui/request.ts'
import type { Money } from '../../../../kernel/ui/values.tsx'
import { type Order, ordersPath, type Terms } from '../order.api.ts'
import { type DeskDraft, emptyDraft, orderBody, quoteBody } from './desk-draft.ts'

export interface QuotedLine {
  variantId: string
  unitPrice: string
  total: Money
  /** What may be promised now; null where nothing is stocked. */
  available: string | null
}

export interface Quote {
  net: Money
  vat: Money
  discount: Money
  total: Money
  lines: QuotedLine[]
}

interface Channel {
  code: string
  name: string
  nameEn: string
  kind: string
  active: boolean
}

/** What a capture answers, with the way to pay where the customer must pay first. */
interface PlacedOrder extends Order {
  paymentPath?: string
}

export interface Desk {
  form: FormState<DeskDraft>
  currency: string
  channel: string | undefined
  channels: readonly Channel[]
  channelsKnown: boolean
  quote: Quote | undefined
  quoteError: Error | null
  /** The figures shown belong to an earlier state of the lines. */
  pricing: boolean
  place: (options: { asDraft: boolean }) => void
  placing: boolean
  placeError: Error | null
  last: PlacedOrder | undefined
  clear: () => void
}

const pauseMs = 160

interface DeskOptions {
  /** Keys the draft kept in this tab. */
  name: string
  channelKind: string
  terms: Terms
  /** Sold over the counter of this place: the goods leave with the customer. */
  warehouseId?: string | undefined
  onPlaced: (order: PlacedOrder, asDraft: boolean) => void
}

/**
 * Everything behind an order that is being typed: the draft, its price as the server reckons it, and its placing under
 * an idempotency key that stays the same until an answer has come, even over a closed page.
 */
export function useDesk({ name, channelKind, terms, warehouseId, onPlaced }: DeskOptions): Desk {
  const { company } = useMe()
  const form = useFormState<DeskDraft>(emptyDraft(terms), name)
  const list = useList<Channel>('/api/v1/catalog/channels', { limit: 100 })
  const channels = (list.data?.items ?? []).filter((channel) => channel.active)
  const usual = channels.find((channel) => channel.kind === channelKind) ?? channels[0]
  const channel = form.values.channel ?? usual?.code
  const body = usePaused(channel ? quoteBody(form.values, channel) : undefined)
  const quote = useQuery<Quote>({
    queryKey: [`${ordersPath}/quote`, body],
    queryFn: ({ signal }) => request<Quote>('POST', `${ordersPath}/quote`, { body, signal }),
    enabled: body !== undefined,
    placeholderData: (before) => before,
    retry: false,
  })
  const [last, setLast] = useState<PlacedOrder>()
  const command = useCommand(
    async ({ asDraft }: { asDraft: boolean }) => {
      const content = orderBody(form.values, channel ?? '', { asDraft, warehouseId })
      return request<PlacedOrder>('POST', ordersPath, { body: content, idempotencyKey: keyOf(name, content) })
    },
    {
      quiet: true,
      invalidates: [ordersPath, '/api/v1/inventory', '/api/v1/analytics'],
      onDone: (order, { asDraft }) => {
        dropKey(name)
        form.forget()
        form.replace(emptyDraft(terms))
        setLast(order)
        void invalidate('/api/v1/parties')
        onPlaced(order, asDraft)
      },
    },
  )
  return {
    form,
    currency: company.currency,
    channel,
    channels,
    channelsKnown: list.isSuccess,
    quote: body === undefined ? undefined : quote.data,
    quoteError: body === undefined ? null : quote.error,
    pricing: quote.isFetching,
    place: (options) => command.mutate(options),
    placing: command.isPending,
    placeError: command.error,
    last,
    clear: () => {
      dropKey(name)
      command.reset()
      form.forget()
    },
  }
}

/** The same content keeps its key, so pressing again, or after a reload, cannot place it twice; other content is another order. */
function keyOf(name: string, content: object): string {
  const text = JSON.stringify(content)
  const slot = keySlot(name)
  const kept = sessionStorage.getItem(slot)
  if (kept) {
    const before = JSON.parse(kept) as { key: string; text: string }
    if (before.text === text) return before.key
  }
  const key = newKey()
  sessionStorage.setItem(slot, JSON.stringify({ key, text }))
  return key
}

function dropKey(name: string): void {
  sessionStorage.removeItem(keySlot(name))
}

function keySlot(name: string): string {
  return `wh.key.${name}`
}

/** The body once it has not changed for a moment; gone at once when there is nothing to ask. */
function usePaused(body: object | undefined): object | undefined {
  const text = body ? JSON.stringify(body) : ''
  const [paused, setPaused] = useState(text)
  useEffect(() => {
    const timer = setTimeout(() => setPaused(text), text === '' ? 0 : pauseMs)
    return () => clearTimeout(timer)
  }, [text])
  return paused === '' || text === '' ? undefined : (JSON.parse(paused) as object)
}
