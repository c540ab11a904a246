/**
 * Settings of the embedded server: a real, durable server on a machine of two cores that also runs the application.
 * Given on the command line, so that nothing stored in the cluster can weaken them.
 */
const defaults: Record<string, string> = {
  shared_buffers: '256MB',
  effective_cache_size: '1GB',
  work_mem: '16MB',
  maintenance_work_mem: '128MB',
  max_connections: '100',
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  wal_compression: 'on',
  wal_buffers: '16MB',
  min_wal_size: '128MB',
  max_wal_size: '1GB',
  checkpoint_timeout: '15min',
  checkpoint_completion_target: '0.9',
  random_page_cost: '1.1',
  effective_io_concurrency: '64',
  jit: 'off',
  max_worker_processes: '8',
  max_parallel_workers: '2',
  max_parallel_workers_per_gather: '1',
  autovacuum_naptime: '20s',
  autovacuum_vacuum_cost_limit: '1000',
  password_encryption: 'scram-sha-256',
  timezone: 'UTC',
  log_timezone: 'UTC',
  // Values of rows are personal data: statements and details stay out of the log; the application sees its own errors.
  log_min_messages: 'log',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  log_checkpoints: 'off',
  log_line_prefix: '%m [%p] ',
}

/** Never to be overridden by a caller: who may connect, and where the log goes. */
const fixed: Record<string, string> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  logging_collector: 'off',
  log_destination: 'stderr',
}

/** Command-line arguments for the settings, the caller's over ours. */
export function settingArguments(port: number, overrides: Record<string, string> = {}): string[] {
  const settings = { ...defaults, ...overrides, ...fixed, port: String(port) }
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
}
