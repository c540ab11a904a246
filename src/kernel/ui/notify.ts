import { useSyncExternalStore } from 'react'

export interface Notice {
  id: number
  kind: 'done' | 'info' | 'problem'
  text: string
  error?: unknown
  undo?: () => Promise<unknown>
  staysMs: number
}

const briefMs = 4_000
const undoMs = 10_000
const problemMs = 12_000
const mostAtOnce = 4

let notices: readonly Notice[] = []
let lastId = 0
const listeners = new Set<() => void>()

/** Short messages at the foot of the screen. A thing that can be taken back is done at once and offered back for ten seconds. */
export const notify = {
  done(text: string, options: { undo?: () => Promise<unknown> } = {}): void {
    add({ kind: 'done', text, staysMs: options.undo ? undoMs : briefMs, ...options })
  },
  info(text: string): void {
    add({ kind: 'info', text, staysMs: briefMs })
  },
  problem(error: unknown): void {
    add({ kind: 'problem', text: '', error, staysMs: problemMs })
  },
  close(id: number): void {
    set(notices.filter((notice) => notice.id !== id))
  },
}

export function useNotices(): readonly Notice[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => notices,
  )
}

function add(notice: Omit<Notice, 'id'>): void {
  lastId += 1
  set([...notices, { ...notice, id: lastId }].slice(-mostAtOnce))
}

function set(next: readonly Notice[]): void {
  notices = next
  for (const listener of listeners) listener()
}
