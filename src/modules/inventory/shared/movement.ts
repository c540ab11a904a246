/** Kinds of movement; quantity is signed, plus into the warehouse. */
export const movementKinds = [
  'receipt',
  'issue',
  'transfer-out',
  'transfer-in',
  'adjustment',
  'return',
] as const

export type MovementKind = (typeof movementKinds)[number]
