import type pg from 'pg'

/**
 * The tables of `pgbench -i` and its built-in TPC-B-like transaction, over the driver we use ourselves, by the protocol that
 * is pgbench's default: seven simple queries. The embedded server ships no pgbench. Prepared, the floor is about a sixth
 * higher.
 */
export async function prepareTpcB(pool: pg.Pool, scale: number): Promise<void> {
  await pool.query(`
    create table pgbench_branches (bid int not null, bbalance int, filler char(88)) with (fillfactor = 100);
    create table pgbench_tellers (tid int not null, bid int, tbalance int, filler char(84)) with (fillfactor = 100);
    create table pgbench_accounts (aid int not null, bid int, abalance int, filler char(84)) with (fillfactor = 100);
    create table pgbench_history (tid int, bid int, aid int, delta int, mtime timestamp, filler char(22));
    insert into pgbench_branches select n, 0, '' from generate_series(1, ${scale}) n;
    insert into pgbench_tellers select n, (n - 1) / 10 + 1, 0, '' from generate_series(1, ${scale} * 10) n;
    insert into pgbench_accounts select n, (n - 1) / 100000 + 1, 0, '' from generate_series(1, ${scale} * 100000) n;
    alter table pgbench_branches add primary key (bid);
    alter table pgbench_tellers add primary key (tid);
    alter table pgbench_accounts add primary key (aid);`)
  for (const table of ['branches', 'tellers', 'accounts', 'history'])
    await pool.query(`vacuum analyze pgbench_${table}`)
  await pool.query('checkpoint')
}

/** Transactions a second of `clients` connections that each do one after the other. */
export async function floorOfTpcB(
  pool: pg.Pool,
  { scale, clients, sliceMs }: { scale: number; clients: number; sliceMs: number },
): Promise<number> {
  const start = performance.now()
  let done = 0
  await Promise.all(
    Array.from({ length: clients }, async () => {
      const client = await pool.connect()
      try {
        while (performance.now() - start < sliceMs) {
          await transact(client, scale)
          done += 1
        }
      } finally {
        client.release()
      }
    }),
  )
  return (done * 1000) / (performance.now() - start)
}

async function transact(client: pg.PoolClient, scale: number): Promise<void> {
  const aid = below(scale * 100_000)
  const tid = below(scale * 10)
  const bid = below(scale)
  const delta = below(10_001) - 5_001
  await client.query('begin')
  await client.query(`update pgbench_accounts set abalance = abalance + ${delta} where aid = ${aid}`)
  await client.query(`select abalance from pgbench_accounts where aid = ${aid}`)
  await client.query(`update pgbench_tellers set tbalance = tbalance + ${delta} where tid = ${tid}`)
  await client.query(`update pgbench_branches set bbalance = bbalance + ${delta} where bid = ${bid}`)
  await client.query(
    `insert into pgbench_history (tid, bid, aid, delta, mtime) values (${tid}, ${bid}, ${aid}, ${delta}, current_timestamp)`,
  )
  await client.query('commit')
}

function below(limit: number): number {
  return 1 + Math.floor(Math.random() * limit)
}
