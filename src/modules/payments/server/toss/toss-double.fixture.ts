import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { newId } from '../../../../kernel/shared/ids.ts'

interface Kept {
  paymentKey: string
  orderId: string
  status: 'IN_PROGRESS' | 'DONE' | 'CANCELED' | 'PARTIAL_CANCELED' | 'ABORTED'
  currency: string
  totalAmount: number
  balanceAmount: number
  cancels:
    | { cancelAmount: number; cancelReason: string; cancelStatus: string; transactionKey: string }[]
    | null
  failure: { code: string; message: string } | null
}

/**
 * Toss Payments as its reference describes it: basic authentication, confirm only the amount the customer saw, answers
 * kept per idempotency key, cancels up to the balance, errors as `{ code, message }`. `loseNext` does the work and then
 * drops the connection, the worst that a network does.
 */
export async function tossDouble(secretKey: string) {
  const payments = new Map<string, Kept>()
  const answers = new Map<string, { status: number; body: unknown }>()
  let losing = 0
  let decline: { code: string; message: string } | undefined

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await jsonOf(request)
    const key = request.headers['idempotency-key']
    const earlier = typeof key === 'string' ? answers.get(key) : undefined
    const answer = earlier ?? answerTo(request, body)
    if (typeof key === 'string') answers.set(key, answer)
    if (losing > 0) {
      losing -= 1
      request.socket.destroy()
      return
    }
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(JSON.stringify(answer.body))
  }

  function answerTo(
    request: IncomingMessage,
    body: Record<string, unknown>,
  ): { status: number; body: unknown } {
    const expected = `Basic ${Buffer.from(`${secretKey}:`).toString('base64')}`
    if (request.headers.authorization !== expected)
      return refused(401, 'UNAUTHORIZED_KEY', '인증되지 않은 시크릿 키입니다.')
    const url = request.url ?? ''
    if (request.method === 'POST' && url === '/v1/payments/confirm') return confirm(body)
    const [, paymentKey = '', action] = /^\/v1\/payments\/([^/]+)(?:\/(cancel))?$/.exec(url) ?? []
    const payment = payments.get(decodeURIComponent(paymentKey))
    if (!payment) return refused(404, 'NOT_FOUND_PAYMENT', '존재하지 않는 결제 정보 입니다.')
    if (request.method === 'GET') return { status: 200, body: payment }
    return action === 'cancel' ? cancel(payment, body) : refused(404, 'NOT_FOUND', '없는 주소입니다.')
  }

  function confirm({ paymentKey, orderId, amount }: Record<string, unknown>) {
    const payment = payments.get(String(paymentKey))
    if (!payment || payment.orderId !== orderId)
      return refused(404, 'NOT_FOUND_PAYMENT_SESSION', '결제 시간이 만료되었습니다.')
    if (payment.status !== 'IN_PROGRESS')
      return refused(400, 'ALREADY_PROCESSED_PAYMENT', '이미 처리된 결제 입니다.')
    if (payment.totalAmount !== amount) return refused(400, 'INVALID_REQUEST', '잘못된 요청입니다.')
    if (decline) {
      payment.status = 'ABORTED'
      payment.failure = decline
      return refused(403, decline.code, decline.message)
    }
    payment.status = 'DONE'
    return { status: 200, body: payment }
  }

  function cancel(payment: Kept, { cancelReason, cancelAmount }: Record<string, unknown>) {
    if (typeof cancelReason !== 'string' || cancelReason.length > 200)
      return refused(400, 'INVALID_REQUEST', '잘못된 요청입니다.')
    const wanted = typeof cancelAmount === 'number' ? cancelAmount : payment.balanceAmount
    if (payment.status === 'CANCELED')
      return refused(400, 'ALREADY_CANCELED_PAYMENT', '이미 취소된 결제 입니다.')
    if (payment.status !== 'DONE' && payment.status !== 'PARTIAL_CANCELED')
      return refused(403, 'NOT_CANCELABLE_PAYMENT', '취소 할 수 없는 결제 입니다.')
    if (wanted > payment.balanceAmount)
      return refused(403, 'NOT_CANCELABLE_AMOUNT', '취소 할 수 없는 금액 입니다.')
    payment.balanceAmount -= wanted
    payment.status = payment.balanceAmount === 0 ? 'CANCELED' : 'PARTIAL_CANCELED'
    payment.cancels = [
      ...(payment.cancels ?? []),
      { cancelAmount: wanted, cancelReason, cancelStatus: 'DONE', transactionKey: newId() },
    ]
    return { status: 200, body: payment }
  }

  const server: Server = createServer((request, response) => void handle(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** The customer has paid in the window: what its script hands to the success address. */
    customerPays(orderId: string, amount: number) {
      const paymentKey = `tviva${newId().replaceAll('-', '')}`
      payments.set(paymentKey, {
        paymentKey,
        orderId,
        status: 'IN_PROGRESS',
        currency: 'KRW',
        totalAmount: amount,
        balanceAmount: amount,
        cancels: null,
        failure: null,
      })
      return { paymentKey, orderId, amount: String(amount) }
    },
    statusChanged(paymentKey: string) {
      const payment = payments.get(paymentKey)
      return {
        eventType: 'PAYMENT_STATUS_CHANGED',
        createdAt: '2026-03-02T10:00:00.000000',
        data: { paymentKey, orderId: payment?.orderId ?? '', status: payment?.status ?? '' },
      }
    },
    loseNext(count = 1) {
      losing = count
    },
    declineWith(failure: { code: string; message: string } | undefined) {
      decline = failure
    },
    close: () => new Promise((resolve) => server.close(resolve)),
  }
}

function refused(status: number, code: string, message: string): { status: number; body: unknown } {
  return { status, body: { code, message } }
}

async function jsonOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  const text = Buffer.concat(parts).toString('utf8')
  return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>)
}
