import type { ReactNode } from 'react'

export interface DialogProps {
  opened: boolean
  onClose: () => void
  title: string
  size?: 'sm' | 'md' | 'lg' | 'xl'
  children: ReactNode
}

export interface Asked {
  title: string
  text?: ReactNode
  /** The verb on the button: 지급 실행, not 확인. */
  yes: string
  tone?: 'primary' | 'danger'
}
