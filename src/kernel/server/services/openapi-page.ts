/** The browsable page of the API: no framework, nothing from elsewhere, no inline script or style. */
export const docsHtml = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Wheelhouse API</title>
<link rel="stylesheet" href="/api/docs/page.css">
<script src="/api/docs/page.js" type="module"></script>
</head>
<body>
<header>
<h1>Wheelhouse API</h1>
<label>Find <input id="find" type="search" placeholder="order, confirm, /kernel/…" autocomplete="off"></label>
<a href="/api/v1/openapi.json" download>openapi.json</a>
</header>
<p id="about"></p>
<nav id="tags" aria-label="Modules"></nav>
<main id="operations" aria-live="polite">Loading…</main>
</body>
</html>
`

export const docsCss = `:root { --line: light-dark(#d5dae1, #3a4048); --soft: light-dark(#5b6470, #a4adb8); --mark: light-dark(#1d4ed8, #8ab4ff); }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 70rem; padding: 0 1rem 4rem; font: 14px/1.5 Pretendard, system-ui, sans-serif; background: light-dark(#fff, #16191d); color: light-dark(#1b1f24, #e6e9ed); }
header { display: flex; gap: 1rem; align-items: center; flex-wrap: wrap; position: sticky; top: 0; padding: .5rem 0; background: inherit; border-bottom: 1px solid var(--line); }
h1 { font-size: 1.2rem; margin: 0; } h2 { margin: 2rem 0 .5rem; font-size: 1.05rem; }
input { font: inherit; padding: .25rem .5rem; border: 1px solid var(--line); border-radius: 6px; background: inherit; color: inherit; min-width: 16rem; }
a { color: var(--mark); } nav a { margin-right: .75rem; }
details { border: 1px solid var(--line); border-radius: 6px; margin: .25rem 0; }
summary { padding: .35rem .6rem; cursor: pointer; display: grid; grid-template-columns: 4.5rem minmax(14rem, 1fr) 1fr; gap: .75rem; }
summary:focus-visible, a:focus-visible, input:focus-visible { outline: 2px solid var(--mark); outline-offset: 1px; }
summary b { font-variant-numeric: tabular-nums; color: var(--mark); } code, pre { font: 12.5px/1.45 ui-monospace, monospace; }
summary span { color: var(--soft); }
.more { padding: .25rem .8rem .8rem; border-top: 1px solid var(--line); }
pre { overflow: auto; padding: .6rem; border: 1px solid var(--line); border-radius: 6px; max-height: 24rem; }
table { border-collapse: collapse; } td, th { text-align: left; padding: .15rem .8rem .15rem 0; vertical-align: top; } th { color: var(--soft); font-weight: 500; }
@media (max-width: 40rem) { summary { grid-template-columns: 4rem 1fr; } summary span { grid-column: 1 / -1; } }
`

export const docsScript = `const main = document.getElementById('operations')
const make = (tag, text, parent) => { const element = document.createElement(tag); if (text !== undefined) element.textContent = text; parent?.append(element); return element }
const shown = (value) => JSON.stringify(value, null, 2)
function table(rows, parent) {
  const body = make('tbody', undefined, make('table', undefined, parent))
  for (const [name, text] of rows) { const row = make('tr', undefined, body); make('th', name, row); make('td', text, row) }
}
function content(title, part, parent) {
  const [type, media] = Object.entries(part?.content ?? {})[0] ?? []
  if (!media) return
  make('h4', title + ' · ' + type, parent)
  if (media.example !== undefined) make('pre', typeof media.example === 'string' ? media.example : shown(media.example), parent)
  const schema = make('details', undefined, parent); make('summary', 'Schema', schema)
  schema.addEventListener('toggle', () => { if (schema.childElementCount === 1) make('pre', shown(media.schema), schema) })
}
function fill(box, operation) {
  if (operation.description) make('p', operation.description, box)
  table([['Permission', operation['x-permission']], ['Operation', operation.operationId]], box)
  if (operation.parameters) {
    make('h4', 'Parameters', box)
    table(operation.parameters.map((one) => [one.name + (one.required ? ' *' : ''), one.in + ' · ' + (one.schema?.type ?? '') + ' ' + (one.description ?? '')]), box)
  }
  content('Body', operation.requestBody, box)
  make('h4', 'Answers', box)
  table(Object.entries(operation.responses).map(([status, answer]) => [status, answer.description]), box)
  const good = Object.entries(operation.responses).find(([status]) => status < 300)
  if (good) content(good[0], good[1], box)
}
const answer = await fetch('/api/v1/openapi.json')
const document_ = await answer.json()
document.getElementById('about').textContent = document_.info.description.replaceAll(String.fromCharCode(96), '')
main.textContent = ''
const entries = []
for (const { name } of document_.tags) {
  const section = make('section', undefined, main)
  const heading = make('h2', name, section); heading.id = name
  const link = make('a', name, document.getElementById('tags')); link.href = '#' + name
  for (const [path, methods] of Object.entries(document_.paths)) for (const [method, operation] of Object.entries(methods)) {
    if (operation.tags[0] !== name) continue
    const details = make('details', undefined, section)
    const summary = make('summary', undefined, details)
    make('b', method.toUpperCase(), summary); make('code', path, summary); make('span', operation.summary, summary)
    details.addEventListener('toggle', () => {
      if (details.childElementCount > 1) return
      const box = make('div', undefined, details); box.className = 'more'; fill(box, operation)
    })
    entries.push({ details, section, text: (method + ' ' + path + ' ' + operation.summary + ' ' + operation['x-permission']).toLowerCase() })
  }
}
document.getElementById('find').addEventListener('input', ({ target }) => {
  const words = target.value.toLowerCase().split(/\\s+/)
  for (const entry of entries) entry.details.hidden = !words.every((word) => entry.text.includes(word))
  for (const section of main.children) section.hidden = !section.querySelector('details:not([hidden])')
})
`
