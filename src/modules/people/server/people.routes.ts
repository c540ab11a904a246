import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { listRoute } from '../../../kernel/server/http/list-route.ts'
import { present, presentedSchema } from '../../../kernel/server/http/present.ts'
import { command, query } from '../../../kernel/server/http/routes.ts'
import { transitionRoutes } from '../../../kernel/server/http/transition-routes.ts'
import { actionsOf } from '../../../kernel/server/lifecycle.ts'
import {
  createOrgUnits,
  moveOrgUnit,
  orgUnits,
  removeOrgUnit,
  renameOrgUnit,
} from '../../../kernel/server/org-units.ts'
import { logPersonalDataRead, maskRow } from '../../../kernel/server/personal-data.ts'
import { DomainError, notFound } from '../../../kernel/shared/errors.ts'
import { newId } from '../../../kernel/shared/ids.ts'
import { offeredActionSchema } from '../../../kernel/shared/lifecycle.ts'
import {
  employeeBody,
  employeeChange,
  employeeEntity,
  orgUnitBody,
  positionBody,
  positionEntity,
} from '../shared/employee.ts'
import { employeesById, headcounts, searchEmployees } from './employee.queries.ts'
import { changeEmployee, createEmployees, employees } from './employee.service.ts'
import { changePosition, createPositions, positionById } from './position.service.ts'

const idParams = z.object({ id: z.uuid() })
const created = z.object({ id: z.uuid(), number: z.string() })
const versioned = z.object({ id: z.uuid(), version: z.number() })
const done = z.object({ id: z.uuid() })

const orgUnit = z.object({
  id: z.uuid(),
  parentId: z.uuid().nullable(),
  code: z.string(),
  name: z.string(),
  nameEn: z.string(),
  version: z.number(),
  /** People at work or on leave in the unit itself. */
  people: z.number(),
})

export function peopleRoutes(app: FastifyInstance): void {
  orgUnitRoutes(app)
  positionRoutes(app)
  employeeRoutes(app)
}

function employeeRoutes(app: FastifyInstance): void {
  listRoute(app, employeeEntity, {
    url: '/employees',
    summary: 'Employees',
    permission: 'employee.read',
    defaultSort: 'name',
    orgUnitColumn: 'org_unit_id',
    search: searchEmployees,
  })
  query(app, {
    url: '/employees/:id',
    summary: 'One employee',
    permission: 'employee.read',
    params: idParams,
    response: presentedSchema(employeeEntity).extend({ actions: z.array(offeredActionSchema) }),
    async run(db, { params, principal, request }) {
      const [employee] = await employeesById(db, principal.companyId, [params.id])
      const hidden =
        principal.orgUnitIds !== null && !principal.orgUnitIds.includes(employee?.orgUnitId ?? '')
      if (!employee || hidden) throw notFound('employee', params.id)
      const actions = actionsOf(employees, employee, principal)
      const row: Record<string, unknown> = Object.fromEntries(
        employeeEntity.columns.map(({ key }) => [key, employee[key as keyof typeof employee]]),
      )
      const fields = maskRow(employeeEntity, row, principal)
      await logPersonalDataRead(db, {
        principal,
        entity: 'employee',
        recordIds: [employee.id],
        fields,
        purpose: '/employees/:id',
        ip: request.ip,
      })
      return { ...present(row), actions }
    },
  })
  command(app, {
    url: '/employees',
    summary: 'Takes a person on',
    permission: 'employee.create',
    body: employeeBody,
    response: created,
    status: 201,
    run: async (tx, { body }) => (await createEmployees(tx, [body]))[0],
  })
  command(app, {
    method: 'PATCH',
    url: '/employees/:id',
    summary: 'Changes the facts about a person',
    permission: 'employee.change',
    params: idParams,
    body: employeeChange,
    response: versioned,
    async run(tx, { params, body, version }) {
      const employee = await changeEmployee(tx, { id: params.id, version, body })
      return { id: employee.id, version: employee.version }
    },
  })
  transitionRoutes(app, '/employees', employees)
}

function positionRoutes(app: FastifyInstance): void {
  listRoute(app, positionEntity, {
    url: '/positions',
    summary: 'Positions, highest first',
    permission: 'employee.read',
    defaultSort: 'rank',
  })
  query(app, {
    url: '/positions/:id',
    summary: 'One position',
    permission: 'employee.read',
    params: idParams,
    response: presentedSchema(positionEntity),
    async run(db, { params, principal }) {
      const position = await positionById(db, principal.companyId, params.id)
      if (!position) throw notFound('position', params.id)
      return present(position)
    },
  })
  command(app, {
    url: '/positions',
    summary: 'Creates a position',
    permission: 'org-unit.change',
    body: positionBody,
    response: versioned,
    status: 201,
    async run(tx, { body }) {
      const [position] = await createPositions(tx, [body])
      return { id: position?.id, version: position?.version }
    },
  })
  command(app, {
    method: 'PATCH',
    url: '/positions/:id',
    summary: 'Changes a position',
    permission: 'org-unit.change',
    params: idParams,
    body: positionBody,
    response: versioned,
    async run(tx, { params, body, version }) {
      const position = await changePosition(tx, { id: params.id, version, body })
      return { id: position.id, version: position.version }
    },
  })
}

function orgUnitRoutes(app: FastifyInstance): void {
  query(app, {
    url: '/org-units',
    summary: 'The organisation chart as a flat list',
    permission: 'employee.read',
    query: z.object({
      q: z.string().max(100).optional(),
      limit: z.coerce.number().int().min(1).max(1000).default(1000),
    }),
    response: z.object({ items: z.array(orgUnit) }),
    async run(db, { principal, query: { q, limit } }) {
      const [units, people] = await Promise.all([
        orgUnits(db, principal.companyId),
        headcounts(db, principal.companyId),
      ])
      const wanted = q?.toLowerCase() ?? ''
      const items = units
        .filter(({ code, name, nameEn }) => `${code} ${name} ${nameEn}`.toLowerCase().includes(wanted))
        .slice(0, limit)
        .map((unit) => ({ ...unit, people: people.get(unit.id) ?? 0 }))
      return { items }
    },
  })
  query(app, {
    url: '/org-units/:id',
    summary: 'One unit of the organisation',
    permission: 'employee.read',
    params: idParams,
    response: orgUnit,
    async run(db, { principal, params }) {
      const unit = (await orgUnits(db, principal.companyId)).find(({ id }) => id === params.id)
      if (!unit) throw notFound('org-unit', params.id)
      return { ...unit, people: (await headcounts(db, principal.companyId)).get(unit.id) ?? 0 }
    },
  })
  command(app, {
    url: '/org-units',
    summary: 'Draws a new unit',
    permission: 'org-unit.change',
    body: orgUnitBody.extend({ parentId: z.uuid().nullable().default(null) }),
    response: done,
    status: 201,
    async run(tx, { body }) {
      const id = newId()
      await createOrgUnits(tx, [{ ...body, id }])
      return { id }
    },
  })
  command(app, {
    method: 'PATCH',
    url: '/org-units/:id',
    summary: 'Renames a unit',
    permission: 'org-unit.change',
    params: idParams,
    body: orgUnitBody,
    response: done,
    async run(tx, { params, body, version }) {
      await renameOrgUnit(tx, { ...body, id: params.id, version })
      return { id: params.id }
    },
  })
  command(app, {
    url: '/org-units/:id/move',
    summary: 'Hangs a unit and all below it under another',
    permission: 'org-unit.change',
    params: idParams,
    body: z.object({ parentId: z.uuid().nullable() }),
    response: done,
    async run(tx, { params, body, version }) {
      await moveOrgUnit(tx, { id: params.id, parentId: body.parentId, version })
      return { id: params.id }
    },
  })
  command(app, {
    method: 'DELETE',
    url: '/org-units/:id',
    summary: 'Takes an empty unit off the chart',
    permission: 'org-unit.change',
    params: idParams,
    response: done,
    async run(tx, { params, version }) {
      const member = await tx.row(
        'people.member_of_unit',
        'select 1 from people.employee where org_unit_id = $1 limit 1',
        [params.id],
      )
      if (member) throw new DomainError('org-unit.has-people', {}, 409)
      await removeOrgUnit(tx, { id: params.id, version })
      return { id: params.id }
    },
  })
}
