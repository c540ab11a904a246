import { chance } from '../../engines/runner/chance.ts'
import { createOrgUnits, orgUnits } from '../../kernel/server/org-units.ts'
import type { Tx } from '../../kernel/server/transaction.ts'
import { addDays, dateInZone } from '../../kernel/shared/calendar.ts'
import { newId } from '../../kernel/shared/ids.ts'
import { createEmployees, createPositions, positions as knownPositions } from '../../modules/people/api.ts'
import { roles } from '../roles.ts'
import { koreanName } from './people-names.ts'
import { mobileNumber } from './places.ts'

/** Code, name, English name, parent, people beside the head. */
const units: readonly (readonly [string, string, string, string | null, number])[] = [
  ['HQ', '한울상사', 'Hanul Trading', null, 0],
  ['MGT', '경영지원본부', 'Management support', 'HQ', 1],
  ['ACC', '회계팀', 'Accounting', 'MGT', 2],
  ['IT', '정보시스템팀', 'Information systems', 'MGT', 1],
  ['SALES', '영업본부', 'Sales', 'HQ', 1],
  ['ORD', '주문관리팀', 'Order management', 'SALES', 3],
  ['MD', '상품팀', 'Merchandising', 'SALES', 2],
  ['CS', '고객상담팀', 'Customer service', 'SALES', 4],
  ['LOG', '물류본부', 'Logistics', 'HQ', 1],
  ['ICN', '이천 물류센터', 'Icheon centre', 'LOG', 5],
  ['PUS', '부산 물류센터', 'Busan centre', 'LOG', 3],
  ['SSU', '성수 매장', 'Seongsu store', 'SALES', 2],
]

const ranks: readonly (readonly [string, string, string])[] = [
  ['CEO', '대표이사', 'Chief executive'],
  ['DIR', '본부장', 'Director'],
  ['TL', '팀장', 'Team lead'],
  ['SR', '과장', 'Manager'],
  ['ST', '사원', 'Staff'],
]

const unitOfRole: Record<string, string> = {
  owner: 'HQ',
  operator: 'IT',
  auditor: 'MGT',
  'sales-clerk': 'ORD',
  warehouse: 'ICN',
  accountant: 'ACC',
  'catalog-manager': 'MD',
  'service-agent': 'CS',
}

const seed = 31_415

/** The organisation chart; answers the units' ids by code. */
export async function openUnits(tx: Tx): Promise<Map<string, string>> {
  const ids = new Map(units.map(([code]) => [code, newId()]))
  await createOrgUnits(
    tx,
    units.map(([code, name, nameEn, parent]) => ({
      id: ids.get(code) ?? newId(),
      code,
      name,
      nameEn,
      parentId: parent === null ? null : (ids.get(parent) ?? null),
    })),
  )
  return ids
}

/** Who works where: the people who play the roles lead their teams, invented colleagues fill them. Done once. */
export async function hireStaff(tx: Tx): Promise<void> {
  if ((await knownPositions(tx, tx.principal.companyId)).length > 0) return
  const chart = await orgUnits(tx, tx.principal.companyId)
  const ids = new Map(chart.map((unit) => [unit.code, unit.id]))
  const positions = await createPositions(
    tx,
    ranks.map(([code, name, nameEn], index) => ({ code, name, nameEn, rank: index + 1 })),
  )
  const positionOf = (code: string): string => positions.find((position) => position.code === code)?.id ?? ''
  const luck = chance(seed)
  const users = await tx.rows<{ id: string; email: string }>(
    '',
    'select id, email from kernel.user where demo',
  )
  const leads = roles.map((role) => ({
    name: role.demo.name,
    email: role.demo.email,
    orgUnitId: ids.get(unitOfRole[role.code] ?? 'HQ') ?? '',
    positionId: positionOf(role.code === 'owner' ? 'CEO' : 'TL'),
    userId: users.find((user) => user.email === role.demo.email)?.id ?? null,
  }))
  const colleagues = units.flatMap(([code, , , , count]) =>
    Array.from({ length: count }, (_, index) => ({
      name: koreanName(luck),
      orgUnitId: ids.get(code) ?? '',
      positionId: positionOf(index === 0 ? 'SR' : 'ST'),
    })),
  )
  await createEmployees(
    tx,
    [...leads, ...colleagues].map((person) => ({
      ...person,
      phone: mobileNumber(luck),
      hiredOn: addDays(dateInZone(tx.now), -luck.between(30, 3_000)),
    })),
  )
}
