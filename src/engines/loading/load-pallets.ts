import type { EngineTask } from '../runner/pool.ts'
import { beginSearch, type Search } from '../runner/search.ts'
import { loadVehicles } from './load-vehicles.ts'
import { LoadingFault } from './loading.error.ts'
import type { LeftOut, LoadingPlan } from './loading.plan.ts'
import type { LoadingItem, LoadingProblem, LoadingVehicle } from './loading.problem.ts'
import { refuseNonsense } from './model/loading.check.ts'
import type { BuiltPallet, PalletItem, PalletPlan, PalletProblem, PalletType } from './pallet.problem.ts'

/** Greedy completions spent on the pallets of one stop and class, whatever the limits of the search. */
const iterationsPerGroup = 400

/**
 * Builds pallets, as few as it can, and then loads them together with the loose goods. Pallets are built first and once, so that the rest of the
 * search is one of `loadVehicles` and keeps its promises: the same for the same iterations, never worse for more.
 * @throws LoadingFault when the problem makes no sense.
 */
export function loadPallets(problem: PalletProblem, search: Search<PalletPlan>): PalletPlan {
  const { items, pallets: types, ...rest } = problem
  for (const { id, deckMillimeters: deck, emptyGrams = 0 } of types) {
    const name = deck >= 0 ? 'emptyGrams' : 'deckMillimeters'
    if (!(deck >= 0 && emptyGrams >= 0 && Number.isFinite(emptyGrams)))
      throw new LoadingFault('loading.bad-length', { id, name, value: deck >= 0 ? emptyGrams : deck })
  }
  refuseNonsense({ ...rest, items: items.map(plainItem) })
  const pallets: BuiltPallet[] = []
  const loose: LoadingItem[] = items.filter(({ packing = 'loose' }) => packing === 'loose').map(plainItem)
  const leftOffPallets: LeftOut[] = []
  const free = new Map(types.map(({ id, count = Number.POSITIVE_INFINITY }) => [id, count]))
  for (const group of groupsOf(items)) {
    const built = buildPallets(rest, group, types, free)
    for (const load of built.loads) {
      const type = types.find(({ id }) => id === load.vehicle)
      if (!type) continue
      free.set(type.id, (free.get(type.id) ?? 0) - 1)
      const item = palletItem(type, group[0], load, pallets.length + 1)
      pallets.push({ item, pallet: type.id, load })
    }
    for (const left of built.leftOut) {
      const item = group.find(({ id }) => id === left.item)
      if (item?.packing === 'either') loose.push({ ...plainItem(item), count: left.pieces })
      else leftOffPallets.push(left)
    }
  }
  const whole: LoadingProblem = { ...rest, items: [...pallets.map(({ item }) => item), ...loose] }
  const planWith = (plan: LoadingPlan): PalletPlan => ({ pallets, plan, leftOffPallets })
  const plan = loadVehicles(whole, {
    ...search,
    improved: (best) => search.improved(() => planWith(best())),
  })
  return planWith(plan)
}

export const loadPalletsTask: EngineTask<PalletProblem, PalletPlan> = {
  module: import.meta.url,
  name: 'loadPallets',
}

/** A pallet holds goods of one stop and one class, so that it can stand for them in the vehicle. */
function groupsOf(items: readonly PalletItem[]): PalletItem[][] {
  const groups = new Map<string, PalletItem[]>()
  for (const item of items) {
    if ((item.packing ?? 'loose') === 'loose' || item.count === 0) continue
    const key = JSON.stringify([item.stop ?? 1, item.separationClass ?? ''])
    groups.set(key, [...(groups.get(key) ?? []), item])
  }
  return [...groups.values()]
}

function buildPallets(
  { minimumSupportShare, spacingMillimeters }: Omit<LoadingProblem, 'items' | 'vehicles'>,
  group: readonly PalletItem[],
  types: readonly PalletType[],
  free: ReadonlyMap<string, number>,
): LoadingPlan {
  const pieces = group.reduce((sum, { count }) => sum + count, 0)
  const decks = types.map(
    (type): LoadingVehicle => ({
      id: type.id,
      count: Math.min(free.get(type.id) ?? 0, pieces),
      lengthMillimeters: type.lengthMillimeters,
      widthMillimeters: type.widthMillimeters,
      heightMillimeters: type.heightMillimeters - type.deckMillimeters,
      ...(type.loadGrams === undefined ? {} : { payloadGrams: type.loadGrams }),
    }),
  )
  return loadVehicles(
    {
      vehicles: decks,
      items: group.map(plainItem),
      unloading: 'free',
      prefer: 'fewest-vehicles',
      ...(minimumSupportShare === undefined ? {} : { minimumSupportShare }),
      ...(spacingMillimeters === undefined ? {} : { spacingMillimeters }),
    },
    beginSearch<LoadingPlan>({ seed: 1, iterations: iterationsPerGroup }),
  )
}

function palletItem(
  type: PalletType,
  goods: PalletItem | undefined,
  { steps, measures }: LoadingPlan['loads'][number],
  number: number,
): LoadingItem {
  const top = Math.max(
    ...steps.map(({ zMillimeters, heightMillimeters }) => zMillimeters + heightMillimeters),
  )
  return {
    id: `pallet-${number}`,
    count: 1,
    lengthMillimeters: type.lengthMillimeters,
    widthMillimeters: type.widthMillimeters,
    heightMillimeters: type.deckMillimeters + top,
    weightGrams: (type.emptyGrams ?? 0) + measures.weightGrams,
    stop: goods?.stop ?? 1,
    stacking: type.stacking ?? { layersAbove: 0 },
    ...(goods?.separationClass === undefined ? {} : { separationClass: goods.separationClass }),
  }
}

function plainItem({ packing: _, ...item }: PalletItem): LoadingItem {
  return item
}
