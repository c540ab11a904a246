import { createHash, randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Liquid } from 'liquidjs'
import { type Locale, text } from '../../kernel/server/catalogue.ts'

export interface Asset {
  path: string
  type: string
  body: Buffer
}

/** How the shop looks: a folder of layouts, pages, sections, styles and one script. */
export interface Theme {
  /** Renders a page; `frame` is what every section may see. */
  page(name: string, scope: object, frame: object): Promise<string>
  assets: readonly Asset[]
  /** Where the font files lie on disk, served under `fontPath`. */
  fontFolder: string
}

/**
 * Stands in rendered pages for what differs from visitor to visitor, so that one rendering serves them all. Random, so
 * that no text of a product can pose as one.
 */
export const marks = {
  formToken: randomBytes(16).toString('hex'),
  cartCount: randomBytes(16).toString('hex'),
  origin: randomBytes(16).toString('hex'),
}

const assetPath = '/shop/assets/'
export const fontPath = `${assetPath}fonts/`
const renderLimitMs = 2_000
const memoryLimit = 10_000_000
const parseLimit = 1_000_000

/** Style sheets of a theme, in the order they build on each other; the colours stand first. */
const sheets = ['theme', 'base', 'frame', 'goods', 'cart', 'track']

/** Opens a theme of `themes/`. Everything it puts out is escaped; templates see own properties only. */
export function openTheme(name: string): Theme {
  const folder = fileURLToPath(new URL(`./themes/${name}/`, import.meta.url))
  const read = (file: string): string => readFileSync(join(folder, file), 'utf8')
  const fontCss = createRequire(import.meta.url).resolve(
    'pretendard/dist/web/variable/pretendardvariable-dynamic-subset.css',
  )
  // A letter that arrives late is kept for the next page: what is being read does not move.
  const fonts = readFileSync(fontCss, 'utf8')
    .replaceAll('./woff2-dynamic-subset/', fontPath)
    .replaceAll('font-display: swap', 'font-display: optional')
  const styles = asset('css', 'text/css; charset=utf-8', [
    ...sheets.map((sheet) => read(`css/${sheet}.css`)),
    fonts,
  ])
  const script = asset('js', 'text/javascript; charset=utf-8', [read('js/shop.js')])
  const icon = asset('svg', 'image/svg+xml', [read('icon.svg')])
  const engine = new Liquid({
    root: join(folder, 'pages'),
    layouts: join(folder, 'layouts'),
    partials: join(folder, 'sections'),
    extname: '.liquid',
    relativeReference: false,
    outputEscape: 'escape',
    ownPropertyOnly: true,
    strictFilters: true,
    cache: true,
    parseLimit,
    renderLimit: renderLimitMs,
    memoryLimit,
  })
  engine.registerFilter('t', function (key: unknown, ...named: [string, unknown][]) {
    const locale = this.context.getSync(['locale']) === 'en' ? 'en' : 'ko'
    return text(locale satisfies Locale, String(key), Object.fromEntries(named))
  })
  // Inside a script element only `<` could end it or open a comment.
  engine.registerFilter('json', { raw: true, handler: (value: unknown) => jsonForScript(value) })
  const files = { styles: styles.path, script: script.path, icon: icon.path }
  return {
    page: (page, scope, frame) => engine.renderFile(page, scope, { globals: { ...frame, files, marks } }),
    assets: [styles, script, icon],
    fontFolder: join(dirname(fontCss), 'woff2-dynamic-subset'),
  }
}

function jsonForScript(value: unknown): string {
  return JSON.stringify(value)
    .replaceAll('<', '\\u003c')
    .replaceAll('\u2028', '\\u2028')
    .replaceAll('\u2029', '\\u2029')
}

function asset(kind: 'css' | 'js' | 'svg', type: string, parts: readonly string[]): Asset {
  const whole = parts.join('\n')
  const body = Buffer.from(kind === 'css' ? squeezed(whole) : whole)
  const hash = createHash('sha256').update(body).digest('base64url').slice(0, 12)
  return { path: `${assetPath}shop.${hash}.${kind}`, type, body }
}

/** Style sheets without comments and indents: less for a phone to fetch. The font's licence stays. */
function squeezed(css: string): string {
  const licence = /\/\*[^*]*SIL Open Font License[\s\S]*?\*\//.exec(css)?.[0] ?? ''
  const plain = css
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/\s+/g, ' ')
    .replace(/ ?([{};,]) ?/g, '$1')
  return `${licence}\n${plain}`
}
