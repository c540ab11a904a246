import { useEffect, useRef } from 'react'

/** Keys of a whole screen: `F2`, `Ctrl+Enter`. They win over the browser's own while the screen is there. */
export function useKeys(keys: readonly (readonly [key: string, run: () => void])[]): void {
  const latest = useRef(new Map(keys))
  latest.current = new Map(keys)
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.isComposing || document.querySelector('[role="dialog"]')) return
      const name = `${event.ctrlKey || event.metaKey ? 'Ctrl+' : ''}${event.key}`
      if (!latest.current.has(name)) return
      event.preventDefault()
      event.stopPropagation()
      // What is still being typed in a field is read when the field is left.
      if (name === 'Ctrl+Enter' && document.activeElement instanceof HTMLElement)
        document.activeElement.blur()
      setTimeout(() => latest.current.get(name)?.())
    }
    addEventListener('keydown', listen, { capture: true })
    return () => removeEventListener('keydown', listen, { capture: true })
  }, [])
}

/** Puts the cursor into a field by its id, or into the chosen or else the first field inside it. */
export function focusOn(id: string): void {
  const place = document.getElementById(id)
  const field = place?.matches('input, textarea, select')
    ? place
    : (place?.querySelector('input:checked') ?? place?.querySelector('input, textarea'))
  if (field instanceof HTMLElement) field.focus()
}
