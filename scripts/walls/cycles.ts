import type { ImportEdge } from './imports.ts'

/**
 * Groups of files that import each other in a ring, each group once, in stable order (Tarjan's strongly connected components,
 * without recursion, because chains of imports can be deep).
 */
export function cyclesOf(edges: readonly ImportEdge[]): string[][] {
  const targets = new Map<string, string[]>()
  for (const { from, to } of edges) targets.set(from, [...(targets.get(from) ?? []), to])
  const order = new Map<string, number>()
  const low = new Map<string, number>()
  const open: string[] = []
  const isOpen = new Set<string>()
  const rings: string[][] = []

  function enter(file: string): { file: string; next: number } {
    order.set(file, order.size)
    low.set(file, order.get(file) ?? 0)
    open.push(file)
    isOpen.add(file)
    return { file, next: 0 }
  }

  function lower(file: string, value: number): void {
    low.set(file, Math.min(low.get(file) ?? value, value))
  }

  function close(file: string): void {
    const ring: string[] = []
    for (let member = open.pop(); member !== undefined; member = member === file ? undefined : open.pop()) {
      isOpen.delete(member)
      ring.push(member)
    }
    if (ring.length > 1 || (targets.get(file) ?? []).includes(file)) rings.push(ring.sort())
  }

  for (const start of [...targets.keys()].sort()) {
    if (order.has(start)) continue
    const path = [enter(start)]
    for (let visit = path.at(-1); visit !== undefined; visit = path.at(-1)) {
      const target = targets.get(visit.file)?.[visit.next++]
      if (target === undefined) {
        path.pop()
        const parent = path.at(-1)
        if (parent !== undefined) lower(parent.file, low.get(visit.file) ?? 0)
        if (low.get(visit.file) === order.get(visit.file)) close(visit.file)
      } else if (!order.has(target)) {
        path.push(enter(target))
      } else if (isOpen.has(target)) {
        lower(visit.file, order.get(target) ?? 0)
      }
    }
  }
  return rings
}
