import { expect, it } from 'vitest'
import adminEn from '../admin/words/en.json'
import adminKo from '../admin/words/ko.json'
import en from './en.json'
import ko from './ko.json'

const inserted = (text: string) => [...text.matchAll(/\{\{\s*(\w+)/g)].map(([, name]) => name).sort()

it.each([
  ['the floor', ko, en],
  ['the administrator', adminKo, adminEn],
])('the words of %s say the same things in both languages', (_whose, korean: object, english: object) => {
  expect(Object.keys(english)).toEqual(Object.keys(korean))
  for (const [key, text] of Object.entries(korean)) {
    const other = (english as Record<string, string>)[key] ?? ''
    expect(inserted(other), key).toEqual(inserted(text))
  }
})
