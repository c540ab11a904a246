import { readCordeau } from './cordeau.reader.ts'
import { readFleet } from './fleet.reader.ts'
import { readLiLim } from './li-lim.reader.ts'
import { linesOf, numericRows } from './numeric.rows.ts'
import { InstanceFault, type RoutingInstance } from './routing.instance.ts'
import { readSolomon } from './solomon.reader.ts'
import { readVrplib } from './vrplib.reader.ts'

/**
 * Reads a benchmark instance. The format is recognised by what the text holds, never by the name of the file, which is
 * used in messages and as a name for instances that have none.
 * @throws InstanceFault with file and line
 */
export function readInstance(text: string, file: string): RoutingInstance {
  const lines = linesOf(text)
  const fileName = file.replace(/^.*[\\/]/, '').replace(/\.[^.]+$/, '')
  if (lines.some((one) => /^(dimension|node_coord_section)\b/i.test(one.text)))
    return readVrplib(lines, file, fileName)
  if (lines.some((one) => /^vehicle\b/i.test(one.text)) && lines.some((one) => /^cust/i.test(one.text)))
    return readSolomon(lines, file, fileName)
  const rows = numericRows(lines, file)
  const widths = rows.map((row) => row.values.length)
  if (widths[0] === 3 && widths[1] === 9) return readLiLim(lines, file, fileName)
  if (widths[0] === 2 && widths[1] === 7) return readSolomon(lines, file, fileName)
  const [first, groups = 0] = rows[0]?.values ?? []
  if (widths[0] === 4 && first !== undefined && first >= 0 && first <= 7 && widths[1] === 2)
    return readCordeau(lines, file, fileName)
  const fleet = widths.slice(1, 1 + groups)
  if (
    (widths[0] ?? 0) >= 2 &&
    fleet.length > 0 &&
    fleet.length === groups &&
    fleet.every((width) => width === 4)
  )
    return readFleet(lines, file, fileName)
  throw new InstanceFault('routing.instance.unknown-format', { file, columns: widths.slice(0, 5) })
}
