import type { Problem } from '../source-files.ts'

const functions = /\b(rgba?|hsla?|hwb|oklch|oklab)\(\s*[\d.]/i
const quotedHex = /['"`]#([0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})['"`]/i
const styleHex = /:[^;{}]*#([0-9a-f]{8}|[0-9a-f]{6}|[0-9a-f]{3,4})\b/i

/** Colours are named once, in the theme; anywhere else they would not follow light and dark. */
export function colourProblems(texts: ReadonlyMap<string, string>): Problem[] {
  return [...texts].flatMap(([file, text]) => {
    if (!drawsForPeople(file) || isTheme(file)) return []
    const styles = file.endsWith('.css')
    return text.split('\n').flatMap((line, index): Problem[] => {
      const found = functions.test(line) || (styles ? styleHex.test(line) : quotedHex.test(line))
      return found
        ? [
            {
              rule: 'colour',
              file: `${file}:${index + 1}`,
              message: 'a colour outside the theme: use its variables',
            },
          ]
        : []
    })
  })
}

function drawsForPeople(file: string): boolean {
  return /^src\/(kernel\/ui|modules\/[^/]+\/ui|app\/(web|site|portal))\/.*\.(tsx?|css|liquid|html)$/.test(
    file,
  )
}

function isTheme(file: string): boolean {
  return /^src\/(kernel\/ui|app\/site)\/(.*\/)?theme[^/]*(\/[^/]+)?$/.test(file)
}
