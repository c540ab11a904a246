import { type Currency, majorText } from '../../../../kernel/shared/money.ts'
import type { AcquirerPayment, TestCard } from './acquirer.ts'

type Locale = 'ko' | 'en'

const words = {
  ko: {
    title: '카드 결제',
    acquirer: '내장 결제대행사 (시험용)',
    amount: '결제 금액',
    choose: '시험 카드를 고르십시오. 카드번호는 받지 않습니다.',
    cards: {
      approve: '승인되는 카드',
      'approve-slowly': '늦게 승인되는 카드 (3초)',
      challenge: '본인 확인이 필요한 카드 (3-D Secure)',
      decline: '거절되는 카드 (잔액 부족)',
      'decline-limit': '거절되는 카드 (한도 초과)',
    } satisfies Record<TestCard, string>,
    challenge: '카드사가 본인 확인을 요청했습니다.',
    confirm: '본인이 맞습니다',
    abandon: '본인이 아닙니다',
    over: '이 결제창은 이미 끝났습니다.',
    outage: '결제대행사가 응답하지 않습니다. 승인된 금액은 없습니다. 잠시 뒤 다시 시도하십시오.',
    back: '돌아가기',
    waiting: '결제 결과를 확인하고 있습니다. 이 화면은 저절로 바뀝니다.',
    states: {
      authorised: '결제가 승인되었습니다.',
      captured: '결제가 완료되었습니다.',
      'partially-refunded': '결제 금액의 일부가 환불되었습니다.',
      refunded: '결제 금액이 환불되었습니다.',
      declined: '카드사가 결제를 거절했습니다. 빠져나간 돈은 없습니다.',
      voided: '취소된 결제입니다. 빠져나간 돈은 없습니다.',
      expired: '결제 시간이 지났습니다. 주문한 곳에서 다시 결제를 시작하십시오.',
    } as Record<string, string>,
    again: '다른 카드로 다시 결제',
  },
  en: {
    title: 'Card payment',
    acquirer: 'Embedded acquirer (for trial)',
    amount: 'Amount',
    choose: 'Choose a test card. No card number is asked for.',
    cards: {
      approve: 'A card that is approved',
      'approve-slowly': 'A card that is approved late (3 s)',
      challenge: 'A card that asks who you are (3-D Secure)',
      decline: 'A card that is declined (insufficient funds)',
      'decline-limit': 'A card that is declined (limit exceeded)',
    } satisfies Record<TestCard, string>,
    challenge: 'The card’s bank asks you to confirm that it is you.',
    confirm: 'It is me',
    abandon: 'It is not me',
    over: 'This payment page is over.',
    outage: 'The acquirer does not answer. Nothing was taken. Please try again in a moment.',
    back: 'Go back',
    waiting: 'Waiting for the result. This page changes by itself.',
    states: {
      authorised: 'The payment is authorised.',
      captured: 'The payment is complete.',
      'partially-refunded': 'Part of the payment was refunded.',
      refunded: 'The payment was refunded.',
      declined: 'The card’s bank declined the payment. Nothing was taken.',
      voided: 'This payment was cancelled. Nothing was taken.',
      expired: 'The time for this payment is over. Please start it again where you ordered.',
    } as Record<string, string>,
    again: 'Try another card',
  },
}

/** The acquirer's own page: the choices it offers now. */
export function hostedPage(
  payment: AcquirerPayment,
  options: { locale: Locale; nonce: string; outage?: boolean },
): string {
  const { locale, nonce } = options
  const say = words[locale]
  const button = (card: string, label: string, tone = '') =>
    `<button name="card" value="${card}"${tone}>${escaped(label)}</button>`
  const body = options.outage
    ? `<p role="alert">${say.outage}</p>`
    : payment.state === 'open'
      ? `<p>${say.choose}</p><form method="post">${Object.entries(say.cards)
          .map(([card, label]) => button(card, label))
          .join('')}</form>`
      : payment.state === 'challenged'
        ? `<p>${say.challenge}</p><form method="post">${button('confirm', say.confirm)}${button('abandon', say.abandon, ' class="plain"')}</form>`
        : `<p>${say.over}</p>`
  const back = payment.returnPath ? `<p><a href="${escaped(payment.returnPath)}">${say.back}</a></p>` : ''
  const amount = `${majorText(payment.amountMinor, payment.currency as Currency)} ${payment.currency}`
  return document({
    locale,
    nonce,
    title: say.title,
    body: `<p class="who">${say.acquirer}</p><h1>${escaped(payment.title)}</h1>
<dl><dt>${say.amount}</dt><dd>${escaped(grouped(amount))}</dd></dl>${body}${back}`,
    script: `document.querySelector('form')?.addEventListener('submit', async (event) => {
  event.preventDefault()
  const csrf = document.cookie.match(/(?:^|; )wh_csrf=([^;]*)/)?.[1] ?? ''
  const body = new URLSearchParams({ card: event.submitter.value })
  const answer = await fetch(location.href, { method: 'POST', body, headers: { accept: 'application/json', 'x-csrf-token': csrf } })
  location.assign(answer.ok ? (await answer.json()).url : location.href)
})`,
  })
}

/** Our page after the acquirer's: what became of it, and where to go on. */
export function resultPage(
  state: string,
  options: { locale: Locale; nonce: string; again: string | null; returnUrl: string | null },
): string {
  const { locale, nonce, again, returnUrl } = options
  const say = words[locale]
  const waiting = state === 'created' || state === 'pending'
  const links = [
    again === null ? '' : `<a class="button" href="${escaped(again)}">${say.again}</a>`,
    returnUrl === null || waiting ? '' : `<a href="${escaped(returnUrl)}">${say.back}</a>`,
  ].join(' ')
  return document({
    locale,
    nonce,
    title: say.title,
    refreshSeconds: waiting ? 2 : undefined,
    body: `<h1>${say.title}</h1><p role="status">${waiting ? say.waiting : (say.states[state] ?? state)}</p><p>${links}</p>`,
  })
}

function document(page: {
  locale: Locale
  nonce: string
  title: string
  body: string
  script?: string
  refreshSeconds?: number | undefined
}): string {
  return `<!doctype html>
<html lang="${page.locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
${page.refreshSeconds === undefined ? '' : `<meta http-equiv="refresh" content="${page.refreshSeconds}">`}
<title>${page.title}</title>
<style nonce="${page.nonce}">
:root { color-scheme: light dark; --accent: light-dark(#1f4f8f, #8ab4f0); --on-accent: light-dark(#fff, #10233d); --line: light-dark(#cfd6de, #48525e) }
body { font: 16px/1.6 Pretendard, system-ui, sans-serif; background: light-dark(#fff, #14181d); color: light-dark(#1a1f26, #e8ecf1); margin: 0; display: grid; place-items: start center; padding: 32px 16px }
main { width: 100%; max-width: 420px; border: 1px solid var(--line); border-radius: 6px; padding: 24px; box-sizing: border-box }
h1 { font-size: 20px; margin: 0 0 8px; overflow-wrap: anywhere }
.who { margin: 0 0 16px; font-size: 14px }
dl { display: flex; justify-content: space-between; border-block: 1px solid var(--line); padding: 12px 0; margin: 16px 0 }
dd { margin: 0; font-weight: 700; font-variant-numeric: tabular-nums }
form { display: grid; gap: 8px }
button, .button { font: inherit; min-height: 48px; padding: 8px 16px; border: 0; border-radius: 6px; background: var(--accent); color: var(--on-accent); cursor: pointer; text-decoration: none; display: inline-block; box-sizing: border-box }
button.plain { background: none; color: inherit; border: 1px solid var(--line) }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px }
a { color: var(--accent) }
</style>
</head>
<body><main>${page.body}</main>${page.script === undefined ? '' : `<script nonce="${page.nonce}">${page.script}</script>`}</body>
</html>`
}

function grouped(text: string): string {
  return text.replace(/(?<!\.\d*)\B(?=(\d{3})+(?!\d))/g, ',')
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`)
}
