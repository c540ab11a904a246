/** What a file is by its bytes, whatever its name says. */
export interface Sniffed {
  contentType: string
  /** Why nobody but an administrator may open it; nothing when it may be opened. */
  danger?: 'executable' | 'disguised' | 'macros' | 'test-virus'
}

const signatures: readonly { type: string; at?: number; bytes: readonly number[] }[] = [
  { type: 'image/png', bytes: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] },
  { type: 'image/jpeg', bytes: [0xff, 0xd8, 0xff] },
  { type: 'image/gif', bytes: [...Buffer.from('GIF8')] },
  { type: 'image/webp', at: 8, bytes: [...Buffer.from('WEBP')] },
  { type: 'application/pdf', bytes: [...Buffer.from('%PDF-')] },
  { type: 'application/zip', bytes: [0x50, 0x4b, 0x03, 0x04] },
  { type: 'application/gzip', bytes: [0x1f, 0x8b] },
  { type: 'application/vnd.ms-office', bytes: [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1] },
]
const executables: readonly (readonly number[])[] = [
  [0x4d, 0x5a],
  [0x7f, 0x45, 0x4c, 0x46],
  [0xcf, 0xfa, 0xed, 0xfe],
  [0xca, 0xfe, 0xba, 0xbe],
  [0x23, 0x21],
]
const xlsxType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
const docxType = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'
const typesByEnding: Readonly<Record<string, string>> = {
  csv: 'text/csv',
  tsv: 'text/tab-separated-values',
  json: 'application/json',
  xml: 'application/xml',
}
/** What a name promises; a picture or document that is something else inside is disguised. */
const promised: Readonly<Record<string, readonly string[]>> = {
  png: ['image/png'],
  jpg: ['image/jpeg'],
  jpeg: ['image/jpeg'],
  gif: ['image/gif'],
  webp: ['image/webp'],
  pdf: ['application/pdf'],
  xlsx: [xlsxType],
  docx: [docxType],
}
/** The harmless file by which virus scanners are tried out (EICAR), in two halves so that this source is not found. */
const testVirus = ['X5O!P%@AP[4\\PZX54(P^)7CC)7}$', 'EICAR-STANDARD-ANTIVIRUS-TEST-FILE!'].join('')

/** Types a browser may show inside a page of ours; everything else is handed out for saving. */
export const shownInline: ReadonlySet<string> = new Set([
  'image/png',
  'image/jpeg',
  'image/gif',
  'image/webp',
  'application/pdf',
])

export function sniff(bytes: Buffer, name: string): Sniffed {
  const ending = /\.([a-z0-9]{1,8})$/i.exec(name)?.[1]?.toLowerCase() ?? ''
  if (executables.some((magic) => startsWith(bytes, magic))) {
    return { contentType: 'application/octet-stream', danger: 'executable' }
  }
  const head = bytes.subarray(0, 4096)
  if (head.includes(testVirus)) return { contentType: 'application/octet-stream', danger: 'test-virus' }
  const contentType = typeOf(bytes, head, ending)
  if (/^application\/vnd\.openxml/.test(contentType) && bytes.includes('vbaProject.bin')) {
    return { contentType, danger: 'macros' }
  }
  const expected = promised[ending]
  if (expected && !expected.includes(contentType)) return { contentType, danger: 'disguised' }
  return { contentType }
}

/** A name fit for any file system and any header: no path, no control or reserved characters, not too long. */
export function safeName(name: string): string {
  const last = name.normalize('NFC').split(/[\\/]/).at(-1) ?? ''
  const clean = last
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is taken out.
    .replace(/[\u0000-\u001f\u007f\u200e\u200f\u202a-\u202e\u2066-\u2069<>:"|?*]/g, '_')
    .replace(/^[. ]+|[. ]+$/g, '')
  if (clean === '') return 'file'
  if (clean.length <= 120) return clean
  const ending = /\.[^.]{1,10}$/.exec(clean)?.[0] ?? ''
  return clean.slice(0, 120 - ending.length) + ending
}

function typeOf(bytes: Buffer, head: Buffer, ending: string): string {
  const signature = signatures.find(({ at = 0, bytes: magic }) => startsWith(bytes.subarray(at), magic))
  if (signature?.type === 'application/zip') return officeType(bytes)
  if (signature) return signature.type
  if (!isText(head)) return 'application/octet-stream'
  const start = head
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .trimStart()
    .slice(0, 512)
    .toLowerCase()
  if (
    /^(<!doctype html|<html|<head|<body|<script|<iframe|<svg|<!--)/.test(start) ||
    start.includes('<script')
  )
    return 'text/html'
  return typesByEnding[ending] ?? 'text/plain'
}

function officeType(bytes: Buffer): string {
  if (!bytes.includes('[Content_Types].xml')) return 'application/zip'
  if (bytes.includes('xl/workbook')) return xlsxType
  return bytes.includes('word/document') ? docxType : 'application/zip'
}

function isText(head: Buffer): boolean {
  // UTF-16 carries zero bytes and says so at its beginning.
  if (startsWith(head, [0xff, 0xfe]) || startsWith(head, [0xfe, 0xff])) return true
  return !head.includes(0)
}

function startsWith(bytes: Buffer, magic: readonly number[]): boolean {
  return bytes.length >= magic.length && magic.every((byte, index) => bytes[index] === byte)
}
