import { locale } from './locale.ts'

/** One fault of the input, with a JSON pointer into the body. */
export interface FieldProblem {
  pointer: string
  code: string
  detail: string
}

/** An answer that is not a success, as RFC 9457 tells it; `status` 0 means that no answer came at all. */
export class ProblemError extends Error {
  readonly status: number
  readonly code: string
  readonly title: string
  readonly detail: string
  readonly errors: readonly FieldProblem[]
  readonly traceId: string | null
  /** What the refusal speaks of: a column, a limit, a state. */
  readonly details: Readonly<Record<string, unknown>>

  constructor(status: number, body: Partial<Record<string, unknown>>) {
    super(String(body.detail ?? body.title ?? body.code ?? status))
    this.name = 'ProblemError'
    this.status = status
    this.code = String(body.code ?? (status === 0 ? 'kernel.offline' : `http.${status}`))
    this.title = String(body.title ?? '')
    this.detail = String(body.detail ?? '')
    this.errors = Array.isArray(body.errors) ? (body.errors as FieldProblem[]) : []
    this.traceId = typeof body.traceId === 'string' ? body.traceId : null
    this.details = (body.details ?? {}) as Record<string, unknown>
  }
}

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
export type Query = Record<string, string | number | boolean | readonly string[] | null | undefined>

export interface RequestOptions {
  query?: Query | undefined
  body?: unknown
  /** Multipart body; excludes `body`. */
  form?: FormData
  /** The version the caller saw; sent as `If-Match: "3"`. */
  ifMatch?: number | string | undefined
  /** Made afresh for each command when absent. Keep one per attempt of a person, so that a repeat is safe. */
  idempotencyKey?: string | undefined
  signal?: AbortSignal | undefined
}

const retryPauseMs = 600
const keepFileMs = 60_000
const outside = new Set<() => void>()

/** Calls `listener` whenever the server says that nobody is logged in. */
export function onLoggedOut(listener: () => void): () => void {
  outside.add(listener)
  return () => outside.delete(listener)
}

let askPassword = async (): Promise<boolean> => false

/** Who asks for the password again when the server wants that before an act; answers whether it was given. */
export function onStepUp(ask: () => Promise<boolean>): void {
  askPassword = ask
}

/** One call to our API. Throws ProblemError; a command whose answer was lost is sent once more under the same key. */
export async function request<Answer>(
  method: Method,
  path: string,
  options: RequestOptions = {},
): Promise<Answer> {
  const command = method !== 'GET'
  const headers = new Headers({
    accept: 'application/json',
    'accept-language': locale(),
    ...(command ? commandHeaders(options.idempotencyKey) : {}),
  })
  if (options.ifMatch !== undefined) headers.set('if-match', `"${options.ifMatch}"`)
  if (options.body !== undefined) headers.set('content-type', 'application/json')
  const init: RequestInit = {
    method,
    headers,
    credentials: 'same-origin',
    body: options.form ?? (options.body === undefined ? null : JSON.stringify(options.body)),
    signal: options.signal ?? null,
  }
  const response = await send(addressOf(path, options.query), init, command)
  if (response.ok) return (await readAnswer(response)) as Answer
  const problem = new ProblemError(response.status, await readProblem(response))
  if (problem.code === 'identity.step-up' && (await askPassword())) return request(method, path, options)
  if (response.status === 401 && !path.endsWith('/kernel/login')) for (const tell of outside) tell()
  throw problem
}

export const api = {
  get: <Answer>(path: string, query?: Query, signal?: AbortSignal) =>
    request<Answer>('GET', path, { query, signal }),
  post: <Answer>(path: string, body?: unknown, options?: RequestOptions) =>
    request<Answer>('POST', path, { body: body ?? {}, ...options }),
  patch: <Answer>(path: string, body: unknown, options?: RequestOptions) =>
    request<Answer>('PATCH', path, { body, ...options }),
  put: <Answer>(path: string, body: unknown, options?: RequestOptions) =>
    request<Answer>('PUT', path, { body, ...options }),
  remove: <Answer>(path: string, options?: RequestOptions) => request<Answer>('DELETE', path, options),
}

/** Saves a file under the name the server gives it. Throws ProblemError instead of saving a refusal as a file. */
export async function download(path: string, query: Query = {}): Promise<void> {
  const response = await send(
    addressOf(path, query),
    { credentials: 'same-origin', headers: { 'accept-language': locale() } },
    false,
  )
  if (!response.ok) throw new ProblemError(response.status, await readProblem(response))
  save(await addressOfFile(response), response, path)
}

/** Shows a file that the server makes of `body` in a tab of its own; where no tab may open, it is saved. */
export async function openFile(path: string, body: unknown): Promise<void> {
  // Browsers open tabs within the click alone, long before the answer is there.
  const tab = window.open('', '_blank')
  try {
    const headers = { 'accept-language': locale(), 'content-type': 'application/json', ...commandHeaders() }
    const init = { method: 'POST', credentials: 'same-origin', headers, body: JSON.stringify(body) } as const
    const response = await send(path, init, false)
    if (!response.ok) throw new ProblemError(response.status, await readProblem(response))
    const address = await addressOfFile(response)
    if (tab) tab.location.href = address
    else save(address, response, path)
  } catch (error) {
    tab?.close()
    throw error
  }
}

async function addressOfFile(response: Response): Promise<string> {
  const address = URL.createObjectURL(await response.blob())
  setTimeout(() => URL.revokeObjectURL(address), keepFileMs)
  return address
}

function save(address: string, response: Response, path: string): void {
  const link = document.createElement('a')
  link.href = address
  link.download = fileNameOf(response.headers.get('content-disposition')) ?? path.split('/').at(-1) ?? ''
  link.click()
}

function commandHeaders(key?: string): Record<string, string> {
  return { 'x-csrf-token': cookie('wh_csrf'), 'idempotency-key': key ?? newKey() }
}

function fileNameOf(disposition: string | null): string | undefined {
  const encoded = /filename\*=UTF-8''([^;]+)/i.exec(disposition ?? '')?.[1]
  return encoded ? decodeURIComponent(encoded) : /filename="([^"]+)"/i.exec(disposition ?? '')?.[1]
}

/** Path with its query, empty values left out. */
export function addressOf(path: string, query: Query = {}): string {
  const text = new URLSearchParams()
  for (const [key, value] of Object.entries(query)) {
    if (value === undefined || value === null || value === '') continue
    text.set(key, Array.isArray(value) ? value.join(',') : String(value))
  }
  const tail = text.toString()
  return tail ? `${path}?${tail}` : path
}

/** A fresh idempotency key. */
export function newKey(): string {
  return crypto.randomUUID()
}

async function send(address: string, init: RequestInit, command: boolean): Promise<Response> {
  try {
    return await fetch(address, init)
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    if (!command || !navigator.onLine) throw new ProblemError(0, {})
    await new Promise((resolve) => setTimeout(resolve, retryPauseMs))
    return fetch(address, init).catch(() => {
      throw new ProblemError(0, {})
    })
  }
}

async function readAnswer(response: Response): Promise<unknown> {
  if (response.status === 204) return undefined
  const text = await response.text()
  return text === '' ? undefined : JSON.parse(text)
}

async function readProblem(response: Response): Promise<Record<string, unknown>> {
  try {
    const body: unknown = await response.json()
    return typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}

function cookie(name: string): string {
  const found = document.cookie.split('; ').find((pair) => pair.startsWith(`${name}=`))
  return found ? decodeURIComponent(found.slice(name.length + 1)) : ''
}
