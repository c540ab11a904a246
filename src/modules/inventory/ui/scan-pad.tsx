import { ActionIcon, NumberInput, TextInput } from '@mantine/core'
import { IconAlertTriangle, IconBarcode, IconCheck } from '@tabler/icons-react'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { invalidate, useCommand } from '../../../kernel/ui/queries.ts'
import { newKey, ProblemError, request } from '../../../kernel/ui/request.ts'
import { useErrorText } from '../../../kernel/ui/text.ts'
import { inventoryPath, type Scanned } from './inventory.ts'
import { beep } from './sound.ts'
import station from './station.module.css'
import { type InventoryT, useT } from './text.ts'

interface Verdict {
  tone: 'good' | 'stopped'
  text: string
}

/**
 * One field that a scanner types into. It keeps the focus, sends on Enter and says in large letters what became of the
 * scan; the next scan may begin before the last was answered.
 */
export function ScanPad({
  path,
  sound,
  onScanned,
}: {
  path: string
  sound: boolean
  onScanned?: (scanned: Scanned) => void
}): ReactNode {
  const t = useT()
  const errorText = useErrorText()
  const field = useRef<HTMLInputElement>(null)
  const [barcode, setBarcode] = useState('')
  const [quantity, setQuantity] = useState<number | string>(1)
  const [verdict, setVerdict] = useState<Verdict>()
  useEffect(() => field.current?.focus(), [])
  const say = (next: Verdict) => {
    setVerdict(next)
    if (sound) beep(next.tone)
  }
  const scan = useCommand<{ barcode: string; quantity: string }, Scanned>(
    // Each scan is its own act: the next may be sent before the last was answered.
    (body) => request('POST', `${path}/scan`, { body, idempotencyKey: newKey() }),
    { quiet: true },
  )
  const send = () => {
    const typed = barcode.trim()
    if (typed === '') return
    setBarcode('')
    field.current?.focus()
    scan.mutate(
      { barcode: typed, quantity: String(quantity || 1) },
      {
        onSuccess: (scanned) => {
          setQuantity(1)
          say({ tone: 'good', text: saidOf(scanned, t) })
          void invalidate(inventoryPath)
          onScanned?.(scanned)
        },
        onError: (error) => {
          const text = error instanceof ProblemError ? error.detail || errorText(error.code) : String(error)
          say({ tone: 'stopped', text })
        },
      },
    )
  }
  return (
    <>
      <form
        className={station.pad}
        onSubmit={(event) => {
          event.preventDefault()
          send()
        }}
      >
        <TextInput
          ref={field}
          size="lg"
          label={t('pick.scan')}
          placeholder={t('pick.scanPlace')}
          leftSection={<IconBarcode size={22} aria-hidden="true" />}
          value={barcode}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          enterKeyHint="send"
          onChange={(event) => setBarcode(event.target.value)}
        />
        <NumberInput
          size="lg"
          label={t('pick.quantity')}
          min={1}
          allowDecimal={false}
          value={quantity}
          onChange={setQuantity}
        />
        <ActionIcon type="submit" size={50} variant="filled" color="blue" aria-label={t('pick.confirm')}>
          <IconCheck size={24} aria-hidden="true" />
        </ActionIcon>
      </form>
      <div className={station.verdict} data-tone={verdict?.tone} role="status" aria-live="assertive">
        {verdict?.tone === 'good' ? <IconCheck size={22} aria-hidden="true" /> : null}
        {verdict?.tone === 'stopped' ? <IconAlertTriangle size={22} aria-hidden="true" /> : null}
        {verdict?.text ?? t('pick.scanHint')}
      </div>
    </>
  )
}

function saidOf(scanned: Scanned, t: InventoryT): string {
  const units = scanned.placed.reduce((sum, part) => sum + Number(part.quantity), 0)
  const slots = scanned.placed
    .filter((part) => part.slot !== undefined)
    .map((part) => t('pick.toSlot', { n: String(part.slot), quantity: Number(part.quantity) }))
  const rest = Number(scanned.remaining) > 0 ? t('pick.remaining', { n: Number(scanned.remaining) }) : ''
  return [t('pick.scanned', { product: scanned.productName, n: units }), ...slots, rest]
    .filter(Boolean)
    .join(' · ')
}
