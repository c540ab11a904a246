import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { hasText, text } from '../../kernel/server/catalogue.ts'
import { DomainError } from '../../kernel/shared/errors.ts'
import { ownPage } from './pages.ts'
import { PageMissing, ShopClosed, type Stand } from './stand.ts'
import { meet } from './visitor.ts'

interface Refusal {
  status: number
  /** Key below `shop.message`; `<key>Hint` says what to do next. */
  key: string
  hint?: string
}

/** The form was not drawn for this browser, or too long ago. */
export class ForeignForm extends Error {}

const defaultWaitSeconds = 60

/** Any failure as a page in the visitor's language that says what happened, whether anything was lost, and what to do. */
export async function refusalPage(
  stand: Stand,
  error: unknown,
  { request, reply }: { request: FastifyRequest; reply: FastifyReply },
): Promise<FastifyReply> {
  // A refusal may come before the visitor was met.
  request.visitor ??= meet(request, reply, stand.signer)
  const { locale } = request.visitor
  const refusal = refusalOf(error, request)
  if (refusal.status >= 500 && refusal.key === 'unexpected')
    request.log.error({ err: error }, 'unexpected failure in the shop')
  const shop = await stand.shop().catch(() => undefined)
  const categories = shop ? await stand.categories(shop.companyId).catch(() => []) : []
  const seconds = Number(reply.getHeader('retry-after') ?? defaultWaitSeconds)
  return ownPage(
    { request, reply, theme: stand.theme, shop },
    {
      name: 'message',
      status: refusal.status,
      head: { title: text(locale, `shop.message.${refusal.key}`), path: '/shop' },
      scope: {
        heading: text(locale, `shop.message.${refusal.key}`),
        hint: refusal.hint ?? text(locale, `shop.message.${refusal.key}Hint`, { seconds }),
        reference: refusal.status >= 500 ? request.traceId : '',
        offersCart: request.method === 'POST',
      },
      categories,
    },
  )
}

function refusalOf(error: unknown, request: FastifyRequest): Refusal {
  if (error instanceof ShopClosed) return { status: 503, key: 'closed' }
  if (error instanceof PageMissing)
    return { status: 404, key: error.kind === 'order' ? 'noOrder' : 'notFound' }
  if (error instanceof ForeignForm) return { status: 403, key: 'csrf' }
  if (error instanceof DomainError) {
    if (error.status === 404) return { status: 404, key: 'notFound' }
    if (error.status === 429) return { status: 429, key: 'slowDown' }
    if (error.status === 503) return { status: 503, key: 'tryAgain' }
    const { locale } = request.visitor
    const known = `errors.${error.code}`
    return hasText(locale, known)
      ? { status: error.status, key: 'refused', hint: text(locale, known, error.details) }
      : { status: error.status, key: 'badRequest' }
  }
  const { statusCode, code = '' } = (error ?? {}) as Partial<FastifyError>
  if (statusCode === 429) return { status: 429, key: 'slowDown' }
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500)
    return { status: statusCode, key: 'badRequest' }
  if (['22P02', '22021', '22P05', '22007', '22008', '22003'].includes(code))
    return { status: 400, key: 'badRequest' }
  if (['ECONNREFUSED', 'ECONNRESET', '57P01', '57P02', '57P03', '53300'].includes(code))
    return { status: 503, key: 'tryAgain' }
  return { status: 500, key: 'unexpected' }
}
