import type { ModuleManifest } from '../module.ts'

/** Everything a house's modules let a person do, each permission once, in order. */
export function declaredPermissions(modules: readonly ModuleManifest[]): string[] {
  return [...new Set(modules.flatMap((module) => module.permissions))].sort()
}

/**
 * What patterns such as `order.*`, `*.read` or `*` mean among the declared permissions. They are read anew at each
 * start, so that a role for all of a field also holds what the field learns later.
 */
export function expandPatterns(patterns: readonly string[], declared: readonly string[]): Set<string> {
  const tests = patterns.map(testOf)
  return new Set(declared.filter((permission) => tests.some((test) => test(permission))))
}

/** A pattern that means nothing now; usually a slip of the pen. */
export function emptyPattern(patterns: readonly string[], declared: readonly string[]): string | undefined {
  return patterns.find((pattern) => expandPatterns([pattern], declared).size === 0)
}

function testOf(pattern: string): (permission: string) => boolean {
  if (pattern === '*') return () => true
  if (pattern.endsWith('.*')) return (permission) => permission.startsWith(pattern.slice(0, -1))
  if (pattern.startsWith('*.')) return (permission) => permission.endsWith(pattern.slice(1))
  return (permission) => permission === pattern
}
