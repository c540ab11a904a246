import type { LeftOut, LoadingPlan, VehicleLoad } from './loading.plan.ts'
import type { LoadingItem, LoadingProblem, StackingLimits } from './loading.problem.ts'

/** Goods that go onto pallets first, and the pallets with the loose goods into vehicles. */
export interface PalletProblem extends Omit<LoadingProblem, 'items'> {
  items: readonly PalletItem[]
  pallets: readonly PalletType[]
}

export interface PalletItem extends LoadingItem {
  /** `pallet`: only on pallets; `loose` (when not given): never; `either`: loose when no pallet takes it. */
  packing?: 'pallet' | 'loose' | 'either'
}

/** An empty pallet, of which there are as many as needed unless `count` says otherwise. */
export interface PalletType {
  id: string
  count?: number
  lengthMillimeters: number
  widthMillimeters: number
  /** Height of the empty pallet. */
  deckMillimeters: number
  /** Greatest height with its load. */
  heightMillimeters: number
  emptyGrams?: number
  /** Greatest weight of its load. */
  loadGrams?: number
  /** What a loaded one bears; nothing may stand on it when not given. */
  stacking?: StackingLimits
}

/** A loaded pallet. It holds goods of one stop and one separation class. */
export interface BuiltPallet {
  /** The item of the plan that stands for it. */
  item: LoadingItem
  pallet: string
  /** Steps and measures with the deck as the floor. */
  load: VehicleLoad
}

export interface PalletPlan {
  pallets: readonly BuiltPallet[]
  /** Steps name loose items and built pallets. */
  plan: LoadingPlan
  /** Goods that go onto no pallet and may not travel loose. */
  leftOffPallets: readonly LeftOut[]
}
