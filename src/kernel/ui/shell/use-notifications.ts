import { useEndpoint } from '../queries.ts'
import { useLive } from '../use-live.tsx'

export interface NotificationAnswer {
  items: {
    id: string
    at: string
    title: string
    body: string | null
    path: string | null
    readAt: string | null
  }[]
  unread: number
}

export const notificationsPath = '/api/v1/kernel/notifications'

export function useNotifications() {
  const query = useEndpoint<NotificationAnswer>(notificationsPath, { limit: 30 })
  useLive(['notification'], () => void query.refetch())
  return query
}
