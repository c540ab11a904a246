import { type ReactNode, useEffect, useRef, useSyncExternalStore } from 'react'
import { queryClient } from './queries.ts'
import { addressOf } from './request.ts'
import { useWords } from './text.ts'
import { StateBadge } from './values.tsx'

export interface LiveEvent {
  type: string
  entity: string
  id: string
}

type Handler = (event: LiveEvent) => void

const subscriptions = new Map<Handler, readonly string[]>()
const listeners = new Set<() => void>()
const firstPauseMs = 2_000
const longestPauseMs = 30_000
const gatherMs = 60
const livePath = '/api/v1/kernel/live'
const settleMs = 800

let source: EventSource | undefined
let connectedTopics = ''
let lastEventId: string | undefined
let stopped = false
let failures = 0
let timer: ReturnType<typeof setTimeout> | undefined

/**
 * Hears of changes to entities (`order`) or records (`order:ID`) over one shared connection. Without a handler,
 * what is on screen is read again, at most once in a while.
 */
export function useLive(topics: readonly string[], handler?: Handler): void {
  const latest = useRef(handler)
  latest.current = handler
  const key = topics.join(',')
  useEffect(() => {
    if (key === '') return
    let settle: ReturnType<typeof setTimeout> | undefined
    const hear: Handler = (event) => {
      if (latest.current) return latest.current(event)
      clearTimeout(settle)
      settle = setTimeout(() => void queryClient.invalidateQueries({ refetchType: 'active' }), settleMs)
    }
    subscriptions.set(hear, key.split(','))
    connectSoon()
    return () => {
      clearTimeout(settle)
      subscriptions.delete(hear)
      connectSoon()
    }
  }, [key])
}

/** Shown only while the feed stands still. */
export function LiveState(): ReactNode {
  const t = useWords()
  const still = useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => stopped,
  )
  return (
    <span role="status" title={still ? t('live.stoppedText') : undefined}>
      {still ? <StateBadge tone="attention" label={t('live.stopped')} /> : null}
    </span>
  )
}

function connectSoon(pauseMs = gatherMs): void {
  clearTimeout(timer)
  timer = setTimeout(connect, pauseMs)
}

function connect(): void {
  const topics = [...new Set([...subscriptions.values()].flat())].sort().join(',')
  if (source && topics === connectedTopics && source.readyState !== EventSource.CLOSED) return
  source?.close()
  source = undefined
  connectedTopics = topics
  if (topics === '') return
  const opened = new EventSource(addressOf(livePath, { topics, lastEventId }))
  source = opened
  opened.onopen = () => {
    // With a position the server tells what was missed; without one, what is on screen is read again.
    if (failures > 0 && lastEventId === undefined)
      void queryClient.invalidateQueries({ refetchType: 'active' })
    failures = 0
    setStopped(false)
  }
  opened.onmessage = ({ data, lastEventId: position }: MessageEvent<string>) => {
    if (position) lastEventId = position
    tell(data)
  }
  opened.onerror = () => {
    opened.close()
    failures += 1
    if (failures > 1) setStopped(true)
    connectSoon(Math.min(firstPauseMs * 2 ** (failures - 1), longestPauseMs))
  }
}

function tell(data: string): void {
  const event = JSON.parse(data) as LiveEvent
  for (const [hear, topics] of subscriptions) {
    if (topics.some((topic) => topic === event.entity || topic === `${event.entity}:${event.id}`)) hear(event)
  }
}

function setStopped(next: boolean): void {
  if (stopped === next) return
  stopped = next
  for (const listener of listeners) listener()
}
