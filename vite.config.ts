import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

const root = fileURLToPath(new URL('./src/app/web/', import.meta.url))
const sources = fileURLToPath(new URL('./src/', import.meta.url))
const api = process.env.WHEELHOUSE_URL ?? 'http://127.0.0.1:3000'

/** The limit the product promises: script fetched before the order list shows, gzip, in bytes. */
const firstScreenLimitBytes = 250 * 1024

export default defineConfig({
  root,
  base: '/',
  plugins: [react(), errorTexts(), firstScreenBudget()],
  html: { cspNonce: '__CSP_NONCE__' },
  build: {
    outDir: fileURLToPath(new URL('./dist/web/', import.meta.url)),
    emptyOutDir: true,
    target: 'es2023',
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 1200,
    // A shared file may declare zod schemas beside what a screen needs of it; nobody validates in the browser, so
    // schemas nobody uses must not keep 40 kB of zod on the way to the first screen.
    rolldownOptions: { treeshake: { manualPureFunctions: ['z'] } },
  },
  server: { port: 5173, proxy: { '/api': { target: api, changeOrigin: false } } },
})

/**
 * `virtual:error-texts/ko|en`: the `errors.*` of every catalogue in one lazy chunk, because a screen shows refusals of
 * modules whose words it never loaded.
 */
function errorTexts(): Plugin {
  const prefix = 'virtual:error-texts/'
  return {
    name: 'error-texts',
    resolveId: (id) => (id.startsWith(prefix) ? `\0${id}` : undefined),
    load(id) {
      if (!id.startsWith(`\0${prefix}`)) return undefined
      const language = id.slice(prefix.length + 1)
      const texts: Record<string, string> = {}
      for (const file of catalogues(language)) {
        this.addWatchFile(file)
        Object.assign(texts, errorsOf(JSON.parse(readFileSync(file, 'utf8'))))
      }
      return `export default ${JSON.stringify(texts)}`
    },
  }
}

function catalogues(language: string): string[] {
  const modules = `${sources}modules`
  const names = existsSync(modules) ? readdirSync(modules) : []
  return [
    `${sources}kernel/i18n/${language}.json`,
    `${sources}kernel/server/i18n/${language}.json`,
    `${sources}kernel/ui/i18n/${language}.json`,
  ]
    .concat(names.map((name) => `${modules}/${name}/i18n/${language}.json`))
    .filter((file) => existsSync(file))
}

function errorsOf(catalogue: object, path = ''): Record<string, string> {
  const found: Record<string, string> = {}
  for (const [key, value] of Object.entries(catalogue)) {
    const full = path ? `${path}.${key}` : key
    if (typeof value === 'object' && value !== null) Object.assign(found, errorsOf(value, full))
    else if (full.startsWith('errors.')) found[full.slice('errors.'.length)] = String(value)
  }
  return found
}

/** Adds up what the browser must fetch before the order list shows, and fails the build over the limit. */
function firstScreenBudget(): Plugin {
  return {
    name: 'first-screen-budget',
    apply: 'build',
    generateBundle(_options, bundle) {
      const chunks = Object.values(bundle).filter((piece) => piece.type === 'chunk')
      const wanted = new Set<string>()
      const take = (fileName: string) => {
        if (wanted.has(fileName)) return
        wanted.add(fileName)
        chunks.find((chunk) => chunk.fileName === fileName)?.imports.forEach(take)
      }
      for (const chunk of chunks) {
        if (chunk.isEntry || chunk.facadeModuleId?.endsWith('/modules/orders/ui/order-list.tsx'))
          take(chunk.fileName)
        if (chunk.facadeModuleId?.endsWith('/modules/orders/i18n/ko.json')) take(chunk.fileName)
      }
      const sizes = chunks
        .filter((chunk) => wanted.has(chunk.fileName))
        .map((chunk) => ({ name: chunk.fileName, bytes: gzipSync(chunk.code).length }))
      const total = sizes.reduce((sum, { bytes }) => sum + bytes, 0)
      const lines = sizes.map(({ name, bytes }) => `  ${(bytes / 1024).toFixed(1).padStart(7)} kB  ${name}`)
      this.info(
        `script before the order list shows: ${(total / 1024).toFixed(1)} kB gzip\n${lines.join('\n')}`,
      )
      if (total > firstScreenLimitBytes) this.error(`over the limit of ${firstScreenLimitBytes / 1024} kB`)
    },
  }
}
