import { ActionIcon, Menu } from '@mantine/core'
import { IconDots } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { notify } from '../../../kernel/ui/notify.ts'
import type { OfferedAction } from '../../../kernel/ui/record/document.ts'
import { useErrorText } from '../../../kernel/ui/text.ts'
import { useT } from './text.ts'

export type OfferName = 'change' | 'cancel-lines' | 'return'

/** What else the server offers to do to an order; a refused one says why. */
export function OrderOffers({
  offers,
  onChoose,
}: {
  offers: readonly OfferedAction[]
  onChoose: (name: OfferName) => void
}): ReactNode {
  const t = useT()
  const reason = useErrorText()
  if (offers.length === 0) return null
  return (
    <Menu>
      <Menu.Target>
        <ActionIcon variant="default" aria-label={t('offers.more')} title={t('offers.more')}>
          <IconDots size={16} aria-hidden="true" />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {offers.map((offer) => (
          <Menu.Item
            key={offer.name}
            c={offer.tone === 'danger' && !offer.refusal ? 'var(--wh-stopped)' : undefined}
            aria-disabled={offer.refusal ? true : undefined}
            data-disabled={offer.refusal ? true : undefined}
            title={offer.refusal ? reason(offer.refusal) : undefined}
            onClick={() =>
              offer.refusal ? notify.info(reason(offer.refusal)) : onChoose(offer.name as OfferName)
            }
          >
            {t.loose(`action.${offer.name}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
