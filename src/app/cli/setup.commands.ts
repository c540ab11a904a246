import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { readAnchors } from '../../kernel/server/audit-chain-anchor.ts'
import { verifyAudit } from '../../kernel/server/audit-chain-verify.ts'
import { createOwner } from '../../kernel/server/identity/owner.ts'
import { roles } from '../roles.ts'
import { type Command, option, UsageError } from './command.ts'

/** Connecting has migrated already; this command is for deployments that do it as a step of its own. */
export const migrateCommand: Command = {
  name: 'migrate',
  usage: 'migrate',
  about: { ko: '데이터베이스 구조를 최신으로 올립니다', en: 'bring the database schema up to date' },
  async run({ say }) {
    say('데이터베이스 구조가 최신입니다 · the schema is up to date')
    return 0
  },
}

export const ownerCommand: Command = {
  name: 'create-owner',
  usage: 'create-owner --email E --name N --company NAME --code CODE [--currency KRW] [--business-number N]',
  about: {
    ko: '첫 회사와 대표 계정을 만들고 임시 비밀번호를 알려 줍니다',
    en: 'make the first company and its owner, and print a first password',
  },
  async run({ database, args, say }) {
    const [email, name, company, code] = ['email', 'name', 'company', 'code'].map((key) => option(args, key))
    if (!email || !name || !company || !code) throw new UsageError('빠진 값이 있습니다 · a value is missing')
    const password = process.env.OWNER_PASSWORD ?? randomBytes(12).toString('base64url')
    await createOwner(
      database,
      {
        email,
        name,
        password,
        company: {
          code,
          name: company,
          nameEn: option(args, 'company-en') ?? company,
          currency: option(args, 'currency') ?? 'KRW',
          businessNumber: option(args, 'business-number'),
          timeZone: option(args, 'time-zone'),
        },
      },
      roles,
    )
    say(process.env.OWNER_PASSWORD ? `${email}` : `${email}  ${password}`)
    return 0
  },
}

export const auditCommand: Command = {
  name: 'verify-audit',
  usage: 'verify-audit',
  about: {
    ko: '감사 기록의 연결과 외부 앵커를 확인합니다',
    en: 'check the audit chain against its outside anchors',
  },
  async run({ database, dataDir, say }) {
    const { checked, waiting, faults } = await verifyAudit(
      database,
      await readAnchors(join(dataDir, 'audit-anchors.log')),
    )
    say(`${checked} checked, ${waiting} waiting to be sealed, ${faults.length} faults`)
    for (const fault of faults.slice(0, 20)) say(`  ${fault.kind} at ${fault.seq}`)
    return faults.length === 0 ? 0 : 1
  },
}
