import { todayOf } from '../../../kernel/server/company-clock.ts'
import type { Database } from '../../../kernel/server/database.ts'
import {
  type ClaimedKey,
  earlierAnswers,
  type KeptAnswer,
  recordAnswers,
} from '../../../kernel/server/idempotency.ts'
import { documentNumber, numberBlocks } from '../../../kernel/server/numbering.ts'
import { systemPrincipal } from '../../../kernel/server/principal.ts'
import { DomainError } from '../../../kernel/shared/errors.ts'
import { newId } from '../../../kernel/shared/ids.ts'
import { mustPost } from '../../ledger/api.ts'
import type { OrderDraft } from '../shared/order.ts'
import { placedView } from './order.view.ts'
import { draftOrders, placeDrafted } from './order-intake.service.ts'
import type { Placed, Placement } from './order-intake.types.ts'

export interface IntakeRequest {
  draft: OrderDraft
  act: Placement['act']
  /** The caller's idempotency key with a hash of the body. */
  key?: { key: string; route: string; bodyHash: string } | undefined
}

type Answer = KeptAnswer

interface Waiting {
  request: IntakeRequest
  resolve(answer: Answer): void
  reject(error: unknown): void
}

export interface IntakeLane {
  /** Captures one order; callers that arrive while a transaction is under way share the next one. */
  submit(request: IntakeRequest): Promise<Answer>
}

const maxBatch = 100
/** One flight reads and drafts while the one before it writes and commits. */
const flightsAtOnce = 2
/** So many must wait before a flight starts beside another: a smaller one would cost more than it saves. */
const worthAFlight = 3

/**
 * Batches order intake. There is no timer: whoever waits when a flight may start flies with it, so a lone order is not
 * delayed and a crowd shares its statements and its commit. A flight that fails as a whole is flown again one by one,
 * so that one order's trouble is its own.
 */
export function openIntakeLane(database: Database): IntakeLane {
  const queue: Waiting[] = []
  let flying = 0
  let drafting = false

  function launch(): void {
    if (drafting || flying >= flightsAtOnce || queue.length < (flying > 0 ? worthAFlight : 1)) return
    drafting = true
    flying += 1
    const batch = boarding(queue, maxBatch)
    let written = false
    const onWritten = () => {
      if (written) return
      written = true
      drafting = false
      launch()
    }
    void fly(database, batch, onWritten).finally(() => {
      flying -= 1
      onWritten()
      launch()
    })
  }

  return {
    submit(request) {
      return new Promise((resolve, reject) => {
        queue.push({ request, resolve, reject })
        if (queue.length === 1 || queue.length === worthAFlight) setImmediate(launch)
      })
    },
  }
}

/** The next flight: one company, and no key twice. A repeated key waits for the answer of its first. */
function boarding(queue: Waiting[], most: number): Waiting[] {
  const company = queue[0]?.request.act.principal.companyId
  const keys = new Set<string>()
  const batch: Waiting[] = []
  const left: Waiting[] = []
  for (const waiting of queue) {
    const { key, act } = waiting.request
    const name = key && `${act.principal.id} ${key.key}`
    if (batch.length < most && act.principal.companyId === company && !(name && keys.has(name))) {
      if (name) keys.add(name)
      batch.push(waiting)
    } else left.push(waiting)
  }
  queue.splice(0, queue.length, ...left)
  return batch
}

/** `onWritten` is told when all is sent and only the commit is awaited. */
async function fly(database: Database, batch: readonly Waiting[], onWritten: () => void): Promise<void> {
  try {
    const answers = await placeBatch(
      database,
      batch.map(({ request }) => request),
      onWritten,
    )
    batch.forEach(({ resolve, reject }, index) => {
      const answer = answers[index]
      if (answer instanceof DomainError || answer === undefined) reject(answer)
      else resolve(answer)
    })
  } catch (error) {
    const [only] = batch
    // The same key has just succeeded elsewhere: flown again, it finds that answer.
    const answeredElsewhere = error instanceof DomainError && error.code === 'kernel.key-taken'
    if (batch.length > 1) for (const waiting of batch) await fly(database, [waiting], onWritten)
    else if (answeredElsewhere) await fly(database, batch, onWritten)
    else only?.reject(error)
  }
}

const numbersAhead = 100
const takers = new WeakMap<Database, ReturnType<typeof numberBlocks>>()

function takerOf(database: Database): ReturnType<typeof numberBlocks> {
  const known = takers.get(database)
  if (known) return known
  const taker = numberBlocks(database, numbersAhead)
  takers.set(database, taker)
  return taker
}

/** One transaction for all requests; answers stand in the order of the requests. */
async function placeBatch(
  database: Database,
  requests: readonly IntakeRequest[],
  onWritten: () => void,
): Promise<(Answer | DomainError)[]> {
  const [first] = requests
  if (!first) return []
  const companyId = first.act.principal.companyId
  const year = (await todayOf(database, companyId)).slice(0, 4)
  const numbers = await takerOf(database)({ companyId, series: `SO-${year}`, count: requests.length })
  const context = { principal: systemPrincipal(companyId, 'order intake'), traceId: first.act.traceId }
  return database.transaction(context, async (tx) => {
    const placements = requests.map(({ draft, act }, index) => ({
      id: draft.id ?? newId(),
      number: documentNumber('SO', year, numbers[index] ?? 0n),
      draft,
      act,
    }))
    const [claims, drafted] = await Promise.all([
      earlierAnswers(tx, requests.map(claimOf)),
      draftOrders(tx, placements),
    ])
    const isFresh = (_: unknown, index: number) => claims[index] === undefined
    const { placed, transfers } = await placeDrafted(tx, placements.filter(isFresh), drafted.filter(isFresh))
    const results = [...placed]
    const answers = placements.map((_, index): Answer | DomainError => {
      const claimed = claims[index]
      if (claimed) return claimed
      const result = results.shift()
      return answerOf(result)
    })
    recordAnswers(
      tx,
      requests.flatMap((request, index) => {
        const claim = claimOf(request)
        const answer = answers[index]
        return claim && !claims[index] && answer && !(answer instanceof DomainError)
          ? [{ claim, answer }]
          : []
      }),
    )
    const posted = transfers.length > 0 ? mustPost(tx, transfers) : undefined
    onWritten()
    await posted
    return answers
  })
}

function answerOf(result: Placed | undefined): Answer | DomainError {
  if (!result) return new DomainError('kernel.try-again', {}, 503)
  if (!result.ok) return result.refusal
  const response = placedView(result.order)
  return { status: 201, response, json: JSON.stringify(response) }
}

function claimOf({ key, act }: IntakeRequest): ClaimedKey | undefined {
  return key && { ...key, principalId: act.principal.id }
}
