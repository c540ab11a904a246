import { createRoot } from 'react-dom/client'
import '@mantine/core/styles.layer.css'
import '../../kernel/ui/base.css'
import { registerUi } from '../../kernel/ui/define-ui.ts'
import { registerErrorTexts, startWords } from '../../kernel/ui/text.ts'
import { App } from './app.tsx'
import { modules } from './modules.ts'
import { createAppRouter } from './router.tsx'

registerUi(modules)
registerErrorTexts((locale) =>
  locale === 'ko' ? import('virtual:error-texts/ko') : import('virtual:error-texts/en'),
)
const router = createAppRouter(modules)
const root = document.getElementById('root')
if (!root) throw new Error('The page has no element with the id root')

void startWords().then(() => createRoot(root).render(<App router={router} />))
// The letters may come a moment later than the words: the system's own stand in until then.
void import('pretendard/dist/web/variable/pretendardvariable-dynamic-subset.css')
