import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { signedIn } from '../http/house.ts'
import { command, query } from '../http/routes.ts'
import { addClosure, holidays, removeClosure } from '../services/calendar.ts'

export const manageHolidays = 'holiday.manage'

const holiday = z.object({
  id: z.uuid().nullable(),
  day: z.iso.date(),
  name: z.string(),
  nameEn: z.string(),
  kind: z.enum(['public', 'company']),
})
const name = z.string().trim().min(1).max(80)

export function calendarRoutes(app: FastifyInstance): void {
  query(app, {
    url: '/holidays',
    summary: 'Public holidays of Korea and the company’s closures in a year',
    permission: signedIn,
    query: z.object({ year: z.coerce.number().int().min(1900).max(2200) }),
    response: z.object({ items: z.array(holiday) }),
    run: async (db, { query: { year }, principal }) => ({
      items: await holidays(db, principal.companyId, year),
    }),
  })
  command(app, {
    url: '/holidays',
    summary: 'Close the company for a day',
    permission: manageHolidays,
    body: z.object({ day: z.iso.date(), name, nameEn: name }),
    response: holiday,
    status: 201,
    run: (tx, { body }) => addClosure(tx, body),
  })
  command(app, {
    method: 'DELETE',
    url: '/holidays/:id',
    summary: 'Take a closure back',
    permission: manageHolidays,
    params: z.object({ id: z.uuid() }),
    status: 204,
    run: (tx, { params }) => removeClosure(tx, params.id),
  })
}
