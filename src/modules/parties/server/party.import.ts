import type { Db } from '../../../kernel/server/connection.ts'
import type {
  ImportColumn,
  ImportContext,
  ImportRow,
  ImportSource,
  Parsed,
  RowResult,
} from '../../../kernel/server/services/transfer/import-source.ts'
import { isPostalCode } from '../../../kernel/shared/address.ts'
import { businessNumberProblem, registrationDigits } from '../../../kernel/shared/business-number.ts'
import { emailValue, phoneValue } from '../shared/contact.ts'
import type { PartyKind, PartyRole } from '../shared/party.ts'
import { createParties } from './create-parties.ts'
import { partiesByReference } from './party.queries.ts'
import type { PartyDraft } from './party-draft.ts'

const system = 'import'

/** Parties from a file, each row one; the outside key decides whether a row is a new party or a known one. */
export const partyImport: ImportSource = {
  entity: 'party',
  label: 'party.plural',
  permission: 'party.create',
  keyField: 'key',
  columns: columns(),
  async apply(tx, rows, context) {
    const results = await judged(tx, rows, context)
    const good = rows.filter((_row, index) => results[index]?.outcome !== 'refused')
    const written = await createParties(
      tx,
      good.map(({ values }) => draftOf(values)),
    )
    return results.map((result) => {
      if (result.outcome === 'refused') return result
      const party = written.shift()
      return { outcome: party?.outcome === 'created' ? 'created' : 'updated', id: party?.id ?? '' }
    })
  },
  check: judged,
}

/** What each row would do: refused for a postal code no letter reaches, or in a creating import for a key in use. */
async function judged(
  db: Db,
  rows: readonly ImportRow[],
  { mode, companyId }: ImportContext,
): Promise<RowResult[]> {
  const keys = rows.flatMap(({ values }) => (typeof values.key === 'string' ? [values.key] : []))
  const known =
    keys.length > 0 ? await partiesByReference(db, companyId, { system, keys }) : new Map<string, string>()
  return rows.map(({ values }) => {
    const taken = typeof values.key === 'string' && known.has(values.key)
    const postalCode = String(values.postalCode ?? '')
    const country = String(values.country ?? 'KR')
    if (postalCode !== '' && !isPostalCode(postalCode, country)) {
      return {
        outcome: 'refused',
        reasons: [{ code: 'party.bad-postal-code', details: { postalCode, country }, field: 'postalCode' }],
      }
    }
    if (taken && mode === 'create') {
      return {
        outcome: 'refused',
        reasons: [{ code: 'party.key-taken', details: { key: values.key }, field: 'key' }],
      }
    }
    return { outcome: taken ? 'updated' : 'created' }
  })
}

function columns(): ImportColumn[] {
  return [
    {
      key: 'key',
      label: 'party.key',
      aliases: ['거래처코드', '고객코드', 'code', 'customer id', 'customerid', 'id'],
    },
    {
      key: 'kind',
      label: 'party.kind',
      aliases: ['구분', 'type'],
      example: '법인',
      parse: (text) => choice(text, kindWords),
    },
    {
      key: 'name',
      label: 'party.name',
      required: true,
      aliases: ['거래처명', '상호', '고객명', '성명', 'company', 'company name', 'companyname', 'customer'],
      example: '한울상사',
    },
    { key: 'nameEn', label: 'party.nameEn', aliases: ['영문명', 'english name'] },
    {
      key: 'businessNumber',
      label: 'party.businessNumber',
      aliases: ['사업자번호', '사업자등록번호', 'business no', 'brn'],
      example: '116-82-00276',
      parse(text) {
        const problem = businessNumberProblem(text)
        return problem === undefined
          ? { value: registrationDigits(text) }
          : { fault: { code: `shape.business-number-${problem}` } }
      },
    },
    {
      key: 'phone',
      label: 'party.phone',
      aliases: ['전화', '휴대폰', '연락처', 'tel', 'mobile'],
      example: '010-1234-5678',
      parse: (text) => (phoneValue(text) ? { value: text } : { fault: { code: 'shape.bad-phone' } }),
    },
    {
      key: 'email',
      label: 'party.email',
      aliases: ['메일', '전자우편', 'e-mail', 'mail'],
      example: 'order@hanul.kr',
      parse: (text) => (emailValue(text) ? { value: text } : { fault: { code: 'shape.bad-email' } }),
    },
    {
      key: 'role',
      label: 'party.roles',
      aliases: ['역할', 'role'],
      example: '고객',
      parse: (text) => choice(text, roleWords),
    },
    { key: 'customerGroup', label: 'party.customerGroup', aliases: ['등급', '고객등급', 'group'] },
    { key: 'industry', label: 'party.industry', aliases: ['업태', '업종', '종목'] },
    {
      key: 'country',
      label: 'address.country',
      aliases: ['국가', 'country'],
      example: 'KR',
      parse: (text) =>
        /^[A-Za-z]{2}$/.test(text) ? { value: text.toUpperCase() } : { fault: { code: 'shape.bad-country' } },
    },
    {
      key: 'postalCode',
      label: 'address.postalCode',
      aliases: ['우편번호', 'zip', 'postal code'],
      example: '06236',
    },
    {
      key: 'line1',
      label: 'address.line1',
      aliases: ['주소', '도로명주소', 'address'],
      example: '서울특별시 강남구 테헤란로 152',
    },
    { key: 'line2', label: 'address.line2', aliases: ['상세주소', 'address 2'] },
    { key: 'note', label: 'party.note', aliases: ['비고', '메모'] },
  ]
}

const kindWords: Record<string, PartyKind> = {
  organisation: 'organisation',
  company: 'organisation',
  법인: 'organisation',
  기업: 'organisation',
  단체: 'organisation',
  사업자: 'organisation',
  person: 'person',
  개인: 'person',
}

const roleWords: Record<string, PartyRole> = {
  customer: 'customer',
  고객: 'customer',
  매출처: 'customer',
  supplier: 'supplier',
  공급사: 'supplier',
  공급업체: 'supplier',
  매입처: 'supplier',
  carrier: 'carrier',
  운송사: 'carrier',
  partner: 'partner',
  협력사: 'partner',
  bank: 'bank',
  은행: 'bank',
  'public-body': 'public-body',
  공공기관: 'public-body',
}

function choice(text: string, words: Record<string, string>): Parsed {
  const value = words[text.trim().toLowerCase()]
  return value ? { value } : { fault: { code: 'shape.unknown-word', details: { word: text } } }
}

function draftOf(values: Readonly<Record<string, unknown>>): PartyDraft {
  const text = (key: string) => (typeof values[key] === 'string' ? (values[key] as string) : undefined)
  const line1 = text('line1')
  const country = text('country') ?? 'KR'
  const postalCode = text('postalCode') ?? ''
  const key = text('key')
  const name = text('name') ?? ''
  return {
    kind: (text('kind') as PartyKind | undefined) ?? 'organisation',
    name,
    nameEn: text('nameEn') ?? null,
    businessNumber: text('businessNumber') ?? null,
    phone: text('phone') ?? null,
    email: text('email') ?? null,
    customerGroup: text('customerGroup') ?? null,
    industry: text('industry') ?? null,
    note: text('note') ?? null,
    roles: [(text('role') as PartyRole | undefined) ?? 'customer'],
    addresses: line1
      ? [
          {
            line1,
            line2: text('line2') ?? '',
            country,
            postalCode,
          },
        ]
      : [],
    reference: key ? { system, key } : null,
  }
}
