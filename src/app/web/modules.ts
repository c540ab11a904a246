import type { ModuleUi } from '../../kernel/ui/define-ui.ts'
import { adminUi, kernelUi } from '../../kernel/ui/kernel-ui.ts'

/** Loaded at start, so a module's `ui/routes.tsx` holds names and addresses only; its screens come when wanted. */
const found = import.meta.glob<{ default: ModuleUi }>('../../modules/*/ui/routes.tsx', { eager: true })

/** Every module that has screens. */
export const modules: readonly ModuleUi[] = [
  kernelUi,
  adminUi,
  ...Object.values(found).map((module) => module.default),
]
