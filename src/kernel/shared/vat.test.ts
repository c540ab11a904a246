import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { vatExcluded, vatIncluded } from './vat.ts'

const amounts = fc.bigInt({ min: -(10n ** 13n), max: 10n ** 13n })

describe('value-added tax', () => {
  it('splits a price that contains it', () => {
    expect(vatIncluded(11_000n)).toEqual({ netMinor: 10_000n, vatMinor: 1_000n })
    expect(vatIncluded(12_000n)).toEqual({ netMinor: 10_909n, vatMinor: 1_091n })
    expect(vatIncluded(12_010n)).toEqual({ netMinor: 10_918n, vatMinor: 1_092n })
    expect(vatIncluded(12_010n, '0.1', 'down')).toEqual({ netMinor: 10_918n, vatMinor: 1_092n })
    expect(vatIncluded(10_005n, '0.1', 'down')).toEqual({ netMinor: 9_095n, vatMinor: 910n })
    expect(vatIncluded(1_200n, '0.20')).toEqual({ netMinor: 1_000n, vatMinor: 200n })
    expect(vatIncluded(5_000n, '0')).toEqual({ netMinor: 5_000n, vatMinor: 0n })
  })

  it('adds it to a price without it', () => {
    expect(vatExcluded(10_000n)).toEqual({ netMinor: 10_000n, vatMinor: 1_000n, grossMinor: 11_000n })
    expect(vatExcluded(10_909n, '0.1', 'down')).toEqual({
      netMinor: 10_909n,
      vatMinor: 1_090n,
      grossMinor: 11_999n,
    })
    expect(vatExcluded(10_905n, '0.1', 'half-up').vatMinor).toBe(1_091n)
  })

  it('net and tax always sum to the gross, and a refund mirrors the sale', () => {
    fc.assert(
      fc.property(amounts, (gross) => {
        const { netMinor, vatMinor } = vatIncluded(gross)
        expect(netMinor + vatMinor).toBe(gross)
        expect(vatIncluded(-gross)).toEqual({ netMinor: -netMinor, vatMinor: -vatMinor })
      }),
    )
  })

  it('what was added can be taken out again', () => {
    fc.assert(
      fc.property(amounts, (net) => {
        const added = vatExcluded(net)
        expect(vatIncluded(added.grossMinor).netMinor).toBe(net)
      }),
    )
  })
})
