import { defineModule } from '../../kernel/server/module.ts'
import { closeAccountOfLeaver, closeLeaverAccount } from './server/leaver-account.ts'
import { peopleRoutes } from './server/people.routes.ts'
import { employeeSearch } from './server/search.ts'
import { employeeLifecycle } from './shared/employee.lifecycle.ts'
import { employeeEntity, positionEntity } from './shared/employee.ts'

export default defineModule({
  name: 'people',
  permissions: [
    'employee.read',
    'employee.create',
    'employee.change',
    'employee.terminate',
    'org-unit.change',
  ],
  events: [
    'employee.created@1',
    'employee.changed@1',
    'employee.leave-started@1',
    'employee.leave-ended@1',
    'employee.left@1',
    'employee.rehired@1',
    'org-unit.changed@1',
  ],
  entities: [employeeEntity, positionEntity],
  lifecycles: [employeeLifecycle],
  routes: peopleRoutes,
  reactions: [closeAccountOfLeaver],
  jobs: [closeLeaverAccount],
  search: [employeeSearch],
  migrations: new URL('./server/migrations/', import.meta.url),
  catalogues: new URL('./i18n/', import.meta.url),
})
