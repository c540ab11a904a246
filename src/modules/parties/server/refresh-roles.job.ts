import { z } from 'zod'
import { businessDate } from '../../../kernel/server/company-clock.ts'
import { defineJob } from '../../../kernel/server/jobs.ts'
import { systemPrincipal } from '../../../kernel/server/principal.ts'
import { refreshDerived } from './derived.ts'

const batch = 1000

/** Roles begin and end by the calendar: once a day the parties whose roles did are brought up to date. */
export const refreshRoles = defineJob({
  kind: 'parties.refresh-roles',
  input: z.object({}).loose(),
  async run(database, job) {
    const principal = systemPrincipal(job.companyId, 'parties.refresh-roles')
    let after: string | null = null
    let changed = 0
    for (;;) {
      const ids: string[] = await database.transaction({ principal }, async (tx) => {
        const today = businessDate(tx)
        const rows = await tx.rows<{ id: string }>(
          'parties.roles_by_calendar',
          `select distinct p.root_id as id
           from parties.party_role r join parties.party p on p.id = r.party_id
           where r.company_id = $1 and (r.to_on < $2 or r.from_on > $2::date - 31)
             and ($3::uuid is null or p.root_id > $3)
           order by p.root_id
           limit ${batch}`,
          [job.companyId, today, after],
        )
        const found = rows.map((row) => row.id)
        changed += await refreshDerived(tx, found, today)
        return found
      })
      after = ids.at(-1) ?? null
      if (ids.length < batch) return { changed }
      await job.progress({ done: changed })
    }
  },
})
