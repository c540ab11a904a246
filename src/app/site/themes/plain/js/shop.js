// Everything works without this file: it spares a second press, and fetches news while a page is open.
for (const form of document.querySelectorAll('form[data-once]')) {
  form.addEventListener('submit', () => {
    const button = form.querySelector('button[type=submit]')
    if (button) setTimeout(() => button.setAttribute('disabled', ''))
  })
}
// A page taken back from the browser's memory offers its buttons again.
addEventListener('pageshow', () => {
  for (const button of document.querySelectorAll('form[data-once] button[disabled]'))
    button.removeAttribute('disabled')
})
document.querySelector('[data-focus]')?.focus()

const seconds = Number(document.body.dataset.live)
if (seconds > 0) setTimeout(look, seconds * 1000, seconds)

async function look(pause) {
  let next = pause
  if (!document.hidden) {
    const says = document.querySelector('[data-live-says]')
    try {
      const answer = await fetch(location.pathname, { headers: { accept: 'text/html' } })
      if (!answer.ok) throw new Error(String(answer.status))
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
      const live = document.getElementById('live')
      const fresh = page.getElementById('live')
      if (live && fresh && live.innerHTML !== fresh.innerHTML) live.replaceWith(document.adoptNode(fresh))
      next = Number(page.body.dataset.live)
      if (!next) return
    } catch {
      next = Math.min(pause * 2, 300)
      if (says) says.textContent = says.dataset.stopped ?? ''
    }
  }
  setTimeout(look, next * 1000, next)
}
