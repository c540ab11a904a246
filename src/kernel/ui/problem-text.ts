import { ProblemError } from './request.ts'
import { errorText, word } from './text.ts'

/** A refusal in words: the server's own if it spoke, ours if it could not. */
export function problemText(error: unknown): { title: string; text: string } {
  if (!(error instanceof ProblemError))
    return { title: word('problem.bug.title'), text: word('problem.bug.text') }
  if (error.status === 0) return { title: word('problem.offline.title'), text: word('problem.offline.text') }
  const text = error.detail || (error.code.startsWith('http.') ? '' : errorText(error.code))
  if (error.status === 403)
    return { title: word('problem.forbidden.title'), text: text || word('problem.forbidden.text') }
  if (error.status === 404)
    return { title: word('problem.missing.title'), text: text || word('problem.missing.text') }
  if (error.status === 412)
    return { title: word('problem.stale.title'), text: text || word('problem.stale.text') }
  if (error.status === 429)
    return { title: word('problem.busy.title'), text: text || word('problem.busy.text') }
  if (error.status >= 500)
    return { title: word('problem.server.title'), text: text || word('problem.server.text') }
  return { title: word('problem.refused.title'), text: text || error.title || error.code }
}
