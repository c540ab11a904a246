import Fastify from 'fastify'
import pg from 'pg'

/** The floor: bare Fastify and one PL/pgSQL call that writes the same rows as an order of ours. No rules, no rights. */
const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 10 })
const app = Fastify({ logger: false })
app.post('/orders', async (request, reply) => {
  const { rows } = await pool.query({
    name: 'floor',
    text: 'select floor.place($1, $2::jsonb) as id',
    values: [request.headers['idempotency-key'], JSON.stringify(request.body)],
  })
  return reply.code(201).send({ id: rows[0].id })
})
await app.listen({ port: Number(process.env.PORT), host: '127.0.0.1' })
process.send?.('ready')
process.on('SIGTERM', () => process.exit(0))
