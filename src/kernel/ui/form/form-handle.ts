import { useEffect, useMemo, useRef, useState } from 'react'
import type { FieldProblem } from '../request.ts'
import { readPath, writePath } from './field-spec.ts'

export interface FormHandle<Values = unknown> {
  values: Values
  get: (name: string) => unknown
  /** A function is given the value there is then: for what arrives faster than the screen is drawn. */
  set: (name: string, value: unknown) => void
  replace: (values: Values) => void
  /** The fault at a pointer or below it. */
  error: (pointer: string) => string | undefined
  busy: boolean
}

export interface FormState<Values> extends FormHandle<Values> {
  faults: readonly FieldProblem[]
  setFaults: (faults: readonly FieldProblem[]) => void
  setBusy: (busy: boolean) => void
  /** Whether the values came from a draft kept in this tab. */
  restored: boolean
  forget: () => void
}

const keepAfterMs = 400

/** The values of a form, their faults, and a draft of them kept in this tab until saved. */
export function useFormState<Values>(initial: Values, draft: string | undefined): FormState<Values> {
  const key = draft ? `wh.draft.${draft}` : undefined
  const kept = useMemo(() => (key ? readDraft<Values>(key) : undefined), [key])
  const [values, setValues] = useState<Values>(kept ?? initial)
  const [restored, setRestored] = useState(kept !== undefined)
  const [faults, setFaults] = useState<readonly FieldProblem[]>([])
  const [busy, setBusy] = useState(false)
  const touched = useRef(false)
  const first = useRef(initial)
  useEffect(() => {
    if (!key || !touched.current) return
    const timer = setTimeout(() => sessionStorage.setItem(key, JSON.stringify(values)), keepAfterMs)
    return () => clearTimeout(timer)
  }, [key, values])
  const clear = () => {
    touched.current = false
    if (key) sessionStorage.removeItem(key)
    setRestored(false)
  }
  return {
    values,
    faults,
    busy,
    restored,
    get: (name) => readPath(values, name),
    set: (name, value) => {
      touched.current = true
      const pointer = `/${name.replaceAll('.', '/')}`
      setFaults((before) => before.filter((fault) => !isUnder(fault.pointer, pointer)))
      setValues((before) =>
        writePath(before, name, typeof value === 'function' ? value(readPath(before, name)) : value),
      )
    },
    replace: (next) => {
      touched.current = true
      setValues(next)
    },
    error: (pointer) => faults.find((fault) => isUnder(fault.pointer, pointer))?.detail,
    setFaults,
    setBusy,
    forget: () => {
      clear()
      setFaults([])
      setValues(first.current)
    },
  }
}

export function dropDraft(name: string | undefined): void {
  if (name) sessionStorage.removeItem(`wh.draft.${name}`)
}

export function isUnder(pointer: string, parent: string): boolean {
  return pointer === parent || pointer.startsWith(`${parent}/`)
}

function readDraft<Values>(key: string): Values | undefined {
  try {
    const text = sessionStorage.getItem(key)
    return text === null ? undefined : (JSON.parse(text) as Values)
  } catch {
    return undefined
  }
}
