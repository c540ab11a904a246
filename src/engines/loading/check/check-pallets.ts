import type { LoadingItem } from '../loading.problem.ts'
import type { PalletPlan, PalletProblem } from '../pallet.problem.ts'
import { checkPlan } from './check-plan.ts'
import type { LoadingViolation } from './loading.violation.ts'

/** Rules only pallets have: what stands for a pallet in the plan is that pallet, and nothing is lost between pallet and vehicle. */
export type PalletViolationKind = LoadingViolation['kind'] | 'pallet-item' | 'pallet-mixed' | 'packing'

export interface PalletViolation extends Omit<LoadingViolation, 'kind'> {
  kind: PalletViolationKind
  /** Number of the built pallet, from 0; undefined when the vehicles are meant. */
  pallet?: number
}

/** Every rule a plan with pallets breaks: on each pallet, in each vehicle, and between the two. */
export function checkPalletPlan(
  problem: PalletProblem,
  { pallets, plan, leftOffPallets }: PalletPlan,
): PalletViolation[] {
  const faults: PalletViolation[] = []
  const { items, pallets: types, ...rest } = problem
  const onPallets = new Map<string, number>()
  for (const type of types) {
    const used = pallets.filter(({ pallet }) => pallet === type.id).length
    if (used > (type.count ?? Number.POSITIVE_INFINITY))
      faults.push({ kind: 'vehicle-count', details: { pallet: type.id, used } })
  }
  pallets.forEach((built, pallet) => {
    const type = types.find(({ id }) => id === built.pallet)
    if (!type) {
      faults.push({ kind: 'unknown-vehicle', pallet })
      return
    }
    const counts = new Map<string, number>()
    for (const { item } of built.load.steps) {
      counts.set(item, (counts.get(item) ?? 0) + 1)
      onPallets.set(item, (onPallets.get(item) ?? 0) + 1)
    }
    const aboard = items.filter(({ id }) => counts.has(id))
    if (aboard.some(({ packing = 'loose' }) => packing === 'loose')) faults.push({ kind: 'packing', pallet })
    if (new Set(aboard.map(({ stop = 1, separationClass = '' }) => `${stop} ${separationClass}`)).size > 1)
      faults.push({ kind: 'pallet-mixed', pallet })
    const deck = {
      id: type.id,
      lengthMillimeters: type.lengthMillimeters,
      widthMillimeters: type.widthMillimeters,
      heightMillimeters: type.heightMillimeters - type.deckMillimeters,
      payloadGrams: type.loadGrams,
    }
    const alone = checkPlan(
      {
        vehicles: [deck],
        items: aboard.map((item) => ({ ...item, count: counts.get(item.id) ?? 0 })),
        minimumSupportShare: rest.minimumSupportShare,
        spacingMillimeters: rest.spacingMillimeters,
        unloading: 'free',
      },
      { loads: [built.load], leftOut: [], costMinor: 0, volumeShare: 0 },
    )
    faults.push(...alone.map((fault) => ({ ...fault, pallet })))
    const top = Math.max(...built.load.steps.map((step) => step.zMillimeters + step.heightMillimeters))
    const [first] = aboard
    const real: Partial<LoadingItem> = {
      count: 1,
      lengthMillimeters: type.lengthMillimeters,
      widthMillimeters: type.widthMillimeters,
      heightMillimeters: type.deckMillimeters + top,
      weightGrams: (type.emptyGrams ?? 0) + built.load.measures.weightGrams,
      stop: first?.stop ?? 1,
      separationClass: first?.separationClass,
      stacking: type.stacking ?? { layersAbove: 0 },
      upright: undefined,
    }
    for (const [name, value] of Object.entries(real))
      if (JSON.stringify(built.item[name as keyof LoadingItem]) !== JSON.stringify(value))
        faults.push({ kind: 'pallet-item', pallet, details: { name } })
  })
  const loose = items.map(({ packing, ...item }) => ({
    ...item,
    count: item.count - (onPallets.get(item.id) ?? 0),
  }))
  const stayed = (id: string) =>
    leftOffPallets.reduce((sum, left) => sum + (left.item === id ? left.pieces : 0), 0)
  const aboardLoose = plan.loads.flatMap(({ steps }) => steps.map(({ item }) => item))
  for (const { id, packing } of items)
    if (packing === 'pallet' && aboardLoose.includes(id)) faults.push({ kind: 'packing', item: id })
  const inVehicles = checkPlan(
    {
      ...rest,
      items: [
        ...pallets.map(({ item }) => item),
        ...loose.map((item) => ({ ...item, count: item.count - stayed(item.id) })),
      ],
    },
    plan,
  )
  return [...faults, ...inVehicles]
}
