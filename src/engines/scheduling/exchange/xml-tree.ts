import { SaxesParser } from 'saxes'
import { ProjectError } from '../project/project.error.ts'

/** An element of a document, without namespaces and attributes: what project files consist of. */
export interface XmlElement {
  name: string
  text: string
  children: XmlElement[]
  line: number
  /** Somebody has looked at it; what nobody looks at is reported. */
  seen: boolean
}

const deepest = 64

/**
 * Parses a document into a tree. Entities of a document type are never expanded.
 * @throws ProjectError `exchange.not-xml` with `line` and `reason`; `exchange.too-deep`.
 */
export function parseXml(text: string): XmlElement {
  const parser = new SaxesParser({ position: true })
  const open: XmlElement[] = []
  let root: XmlElement | undefined
  parser.on('error', (error) => {
    throw new ProjectError('exchange.not-xml', { line: parser.line, reason: error.message })
  })
  parser.on('opentag', ({ name }) => {
    const element = {
      name: name.slice(name.indexOf(':') + 1),
      text: '',
      children: [],
      line: parser.line,
      seen: false,
    }
    open.at(-1)?.children.push(element)
    root ??= element
    open.push(element)
    if (open.length > deepest) throw new ProjectError('exchange.too-deep', { line: parser.line })
  })
  const add = (more: string) => {
    const element = open.at(-1)
    if (element) element.text += more
  }
  parser.on('text', add)
  parser.on('cdata', add)
  parser.on('closetag', () => {
    open.pop()
  })
  parser.write(text).close()
  if (!root) throw new ProjectError('exchange.not-xml', { line: 1, reason: 'no element' })
  return root
}

/** The children of a name, in order. */
export function childrenOf(element: XmlElement | undefined, name: string): XmlElement[] {
  const found = element?.children.filter((child) => child.name === name) ?? []
  for (const child of found) child.seen = true
  return found
}

export function childOf(element: XmlElement | undefined, name: string): XmlElement | undefined {
  return childrenOf(element, name)[0]
}

/** The text of a child, trimmed; undefined when it is missing or empty. */
export function textIn(element: XmlElement | undefined, name: string): string | undefined {
  const text = childOf(element, name)?.text.trim()
  return text === '' ? undefined : text
}

/** Everything below an element counts as looked at. */
export function markSeen(element: XmlElement): void {
  element.seen = true
  for (const child of element.children) markSeen(child)
}

/** Writes elements line by line. Undefined values leave nothing. */
export interface XmlWriter {
  value(name: string, value: string | number | boolean | undefined): void
  element(name: string, content: () => void): void
  text(): string
}

export function xmlWriter(): XmlWriter {
  const lines = ['<?xml version="1.0" encoding="UTF-8" standalone="yes"?>']
  let depth = 0
  const indent = () => '\t'.repeat(depth)
  return {
    value(name, value) {
      if (value === undefined) return
      const text = typeof value === 'boolean' ? (value ? '1' : '0') : escapeXml(String(value))
      lines.push(`${indent()}<${name}>${text}</${name}>`)
    },
    element(name, content) {
      lines.push(`${indent()}<${name}>`)
      depth++
      content()
      depth--
      lines.push(`${indent()}</${name.split(' ')[0]}>`)
    },
    text: () => `${lines.join('\n')}\n`,
  }
}

/** Characters that XML 1.0 does not know at all, even escaped. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: exactly those are looked for.
const unknownToXml = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g

export function withoutUnknownCharacters(text: string): string {
  return text.replace(unknownToXml, '')
}

function escapeXml(text: string): string {
  return withoutUnknownCharacters(text)
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/\r/g, '&#13;')
}
