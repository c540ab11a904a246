/** What other modules may ask of people, inside their own transaction. */

export { createEmployees, type EmployeeDraft } from './server/employee.service.ts'
export { createPositions, type Position, type PositionDraft, positions } from './server/position.service.ts'
export type { Employee } from './shared/employee.ts'
