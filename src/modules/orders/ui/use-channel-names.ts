import { useMay } from '../../../kernel/ui/me.ts'
import { useList } from '../../../kernel/ui/queries.ts'
import { useLocale } from '../../../kernel/ui/text.ts'

interface Channel {
  code: string
  name: string
  nameEn: string
}

/** What channels are called, by code; nothing for who may not see channels, whom the codes must do. */
export function useChannelNames(): ReadonlyMap<string, string> {
  const locale = useLocale()
  const maySee = useMay('channel.read')
  const { data } = useList<Channel>('/api/v1/catalog/channels', { limit: 100 }, { enabled: maySee })
  return new Map(
    data?.items.map((channel) => [channel.code, locale === 'ko' ? channel.name : channel.nameEn]),
  )
}
