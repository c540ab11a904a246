import { makeBusinessNumber } from '../../../kernel/shared/business-number.ts'

export const businessNumber = makeBusinessNumber({ office: 116, type: 82, serial: 27 })

export const organisation = (name: string, more: object = {}) => ({ kind: 'organisation', name, ...more })
export const person = (name: string, more: object = {}) => ({ kind: 'person', name, ...more })
