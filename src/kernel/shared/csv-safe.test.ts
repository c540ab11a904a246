import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { csvField, csvRecord, fromCsvCell, safeCsvCell } from './csv-safe.ts'

describe('CSV cells', () => {
  it('what a spreadsheet might run is disarmed', () => {
    const attacks = [
      '=1+1',
      '+82-10-1234-5678',
      "-2+3+cmd|' /C calc'!A0",
      '@SUM(A1)',
      '\t=1',
      '\r=1',
      '\n=1',
      ' =1',
      '＝1+1',
      "'=1",
    ]
    expect(attacks.filter((attack) => safeCsvCell(attack) !== `'${attack}`)).toEqual([])
  })

  it('plain numbers and ordinary text stay as they are', () => {
    const plain = [
      '-12,000',
      '-0.5',
      '+3',
      '12000',
      '-3%',
      '김철수',
      'a=b',
      'LG-1',
      "O'Brien",
      '',
      "'quoted'",
    ]
    expect(plain.filter((text) => safeCsvCell(text) !== text)).toEqual([])
  })

  it('are quoted when they must be', () => {
    expect(csvField('서울, "강남"')).toBe('"서울, ""강남"""')
    expect(csvField('=HYPERLINK("x","y")')).toBe(`"'=HYPERLINK(""x"",""y"")"`)
    expect(csvRecord(['SO-1', -1200n, null, true, undefined, ' a'])).toBe('SO-1,-1200,,true,," a"\r\n')
  })

  it('coming back, a cell is what it was; and no escaped cell can run', () => {
    const tricky = fc.string({ unit: fc.constantFrom(...'=+-@\'" \t\n,0１a가＝'), maxLength: 8 })
    fc.assert(
      fc.property(fc.oneof(tricky, fc.string()), (text) => {
        const cell = safeCsvCell(text)
        expect(fromCsvCell(cell)).toBe(text)
        expect(/^[=@＝＋－＠\t\r\n]/.test(cell)).toBe(false)
      }),
    )
  })
})
