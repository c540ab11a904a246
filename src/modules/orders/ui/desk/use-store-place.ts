import { useState } from 'react'
import { useList } from '../../../../kernel/ui/queries.ts'

interface Warehouse {
  id: string
  name: string
  state: string
}

export interface StorePlace {
  /** Where this counter's goods lie; nothing until the list is known. */
  warehouseId: string | undefined
  options: { value: string; label: string }[]
  choose: (id: string) => void
}

const memory = 'wheelhouse.counter.warehouse'

/** The place a counter sells from: chosen once, then remembered by this device. */
export function useStorePlace(): StorePlace {
  const list = useList<Warehouse>('/api/v1/inventory/warehouses', { limit: 100 })
  const [chosen, setChosen] = useState(() => localStorage.getItem(memory))
  const active = (list.data?.items ?? []).filter((warehouse) => warehouse.state === 'active')
  const known = active.find((warehouse) => warehouse.id === chosen) ?? active.at(-1)
  return {
    warehouseId: known?.id,
    options: active.map(({ id, name }) => ({ value: id, label: name })),
    choose(id) {
      localStorage.setItem(memory, id)
      setChosen(id)
    },
  }
}
