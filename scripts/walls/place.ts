/** Which side of a wall a file stands on. */
export type Side = 'shared' | 'server' | 'ui' | 'api' | 'manifest' | 'texts' | 'scenarios' | 'other'

/** Where a file lives in the house. */
export type Place =
  | { room: 'kernel'; side: Side }
  | { room: 'engines'; engine: string }
  | { room: 'module'; module: string; side: Side; public: boolean }
  | { room: 'app'; browser: boolean }
  | { room: 'outside' }

const browserParts = /^(web|portal)\//

/** Places a file by its path relative to the root. */
export function placeOf(file: string): Place {
  const [top, room, name = '', ...rest] = file.split('/')
  if (top !== 'src') return { room: 'outside' }
  if (room === 'kernel') return { room: 'kernel', side: sideOf(name, rest) }
  if (room === 'engines') return { room: 'engines', engine: name.replace(/\.tsx?$/, '') }
  if (room === 'app') return { room: 'app', browser: browserParts.test([name, ...rest].join('/')) }
  if (room !== 'modules' || rest.length === 0) return { room: 'outside' }
  const [part = '', ...inner] = rest
  const isPublic = part === 'ui' && inner.length === 1 && /^public\.tsx?$/.test(inner[0] ?? '')
  return { room: 'module', module: name, side: sideOf(part, inner), public: isPublic }
}

function sideOf(part: string, inner: readonly string[]): Side {
  if (inner.length === 0) {
    if (part === 'api.ts') return 'api'
    if (part === 'module.ts') return 'manifest'
    return 'other'
  }
  if (part === 'shared' || part === 'server' || part === 'ui' || part === 'scenarios') return part
  return part === 'i18n' ? 'texts' : 'other'
}
