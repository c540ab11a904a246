import type { EngineTask } from '../../runner/pool.ts'
import { ProjectError } from '../project/project.error.ts'
import type { ProjectFile } from './exchange.model.ts'
import { readMsProject } from './read-ms-project.ts'
import { readPrimavera } from './read-primavera.ts'
import { parseXml, withoutUnknownCharacters } from './xml-tree.ts'

const mostCharacters = 200_000_000

/**
 * Reads a project file: XML of Microsoft Project (MSPDI), or of Primavera P6 (its project, breakdown, activities, links and
 * resources). What the model has no place for stands in the notes.
 * @throws ProjectError `exchange.not-xml` (with `line` and `reason`), `exchange.too-large`, and for other formats
 * `exchange.format` with `format` (`mpx`, `mpp`, `primavera-xer`, `unknown`): open the file in the program it comes from
 * and save it as Microsoft Project XML.
 */
export function readProjectFile(file: string | Uint8Array): ProjectFile {
  const text = (typeof file === 'string' ? file : decoded(file)).replace(/^\uFEFF/, '').trimStart()
  if (text.length > mostCharacters) throw new ProjectError('exchange.too-large', { mostCharacters })
  const format = otherFormat(text)
  if (format) throw new ProjectError('exchange.format', { format })
  const root = parseXml(withoutUnknownCharacters(text))
  if (root.name === 'Project') return readMsProject(root)
  if (root.name === 'APIBusinessObjects') return readPrimavera(root)
  throw new ProjectError('exchange.format', { format: 'unknown', root: root.name })
}

export const readProjectFileTask: EngineTask<string | Uint8Array, ProjectFile> = {
  module: import.meta.url,
  name: 'readProjectFile',
}

/** The first bytes of an .mpp file, one character each, or as broken UTF-8. */
const compoundDocuments = ['\u00d0\u00cf\u0011', '\ufffd\ufffd\u0011']

function otherFormat(text: string): string | undefined {
  if (text.startsWith('MPX')) return 'mpx'
  if (text.startsWith('ERMHDR')) return 'primavera-xer'
  if (compoundDocuments.some((signature) => text.startsWith(signature))) return 'mpp'
  return text.startsWith('<') ? undefined : 'unknown'
}

/** By its byte order mark, else as the XML declaration says, else UTF-8. */
function decoded(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes)
  const start = new TextDecoder('latin1').decode(bytes.subarray(0, 200))
  const named = /^\s*<\?xml[^>]*encoding=["']([\w.-]+)["']/.exec(start)?.[1] ?? 'utf-8'
  try {
    return new TextDecoder(named).decode(bytes)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    return new TextDecoder().decode(bytes)
  }
}
