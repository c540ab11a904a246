import { Webhook } from 'standardwebhooks'
import { z } from 'zod'
import type { Database } from '../../../../kernel/server/database.ts'
import { defineJob, enqueue } from '../../../../kernel/server/jobs.ts'
import { systemPrincipal } from '../../../../kernel/server/principal.ts'
import { receiveWebhook } from '../receive-webhook.ts'
import { merchantOf } from './acquirer.ts'
import { embeddedName } from './embedded-provider.ts'

interface Message {
  id: string
  messageId: string
  payload: unknown
  tries: number
}

const triesInAll = 8
const retryBaseMs = 2_000

/**
 * The acquirer's outbox: signs each message and brings it to the door where any acquirer's would arrive, with its bytes
 * and headers. In one process that door is a call; nothing is skipped, the signature least of all.
 */
export const deliverMessagesJob = defineJob({
  kind: 'payments.deliver-acquirer-messages',
  input: z.object({}),
  async run(database, job) {
    let delivered = 0
    for (;;) {
      const message = await takeDue(database, job.companyId)
      if (!message) break
      if (await deliver(database, job.companyId, message)) delivered += 1
    }
    return { delivered }
  },
})

/** Takes a message out of the queue for a while, so that two workers never carry the same one. */
async function takeDue(database: Database, companyId: string): Promise<Message | undefined> {
  const { shuffle } = await merchantOf(database, companyId)
  return database.row<Message>(
    'payments.acquirer_take_message',
    `update payments.acquirer_message
     set tries = tries + 1, due_at = now() + make_interval(secs => 60)
     where id = (
       select id from payments.acquirer_message
       where company_id = $1 and state = 'waiting' and due_at <= now()
       order by case when $2 then md5(id::text) end, due_at, id
       limit 1
       for update skip locked)
     returning id, message_id, payload, tries`,
    [companyId, shuffle],
  )
}

async function deliver(database: Database, companyId: string, message: Message): Promise<boolean> {
  const { webhookSecret } = await merchantOf(database, companyId)
  const body = JSON.stringify(message.payload)
  const at = new Date()
  try {
    await receiveWebhook(database, embeddedName, {
      headers: {
        'webhook-id': message.messageId,
        'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
        'webhook-signature': new Webhook(webhookSecret).sign(message.messageId, at, body),
      },
      body: Buffer.from(body),
    })
    await database.rows(
      'payments.acquirer_delivered',
      `update payments.acquirer_message set state = 'delivered' where id = $1`,
      [message.id],
    )
    return true
  } catch (error) {
    const gone = message.tries >= triesInAll
    const dueAt = new Date(Date.now() + retryBaseMs * 2 ** message.tries)
    await database.transaction({ principal: systemPrincipal(companyId, 'acquirer') }, async (tx) => {
      await tx.exec(
        'payments.acquirer_not_delivered',
        'update payments.acquirer_message set state = $2, due_at = $3, error = $4 where id = $1',
        [
          message.id,
          gone ? 'given-up' : 'waiting',
          dueAt,
          error instanceof Error ? error.message : String(error),
        ],
      )
      if (!gone)
        await enqueue(tx, {
          kind: 'payments.deliver-acquirer-messages',
          input: {},
          runAt: dueAt,
          maxAttempts: 5,
        })
    })
    return false
  }
}
