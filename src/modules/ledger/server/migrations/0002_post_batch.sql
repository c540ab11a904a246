-- Posts a batch of one book in arrival order. Plain posts that nothing speaks against take three statements however many
-- they are; anything else takes the slow path, one transfer after the other, in the same transaction.
-- READ COMMITTED: each statement after the head's lock sees what the writer before us committed.
-- Plans cached while the tables were empty, or made before they were first analysed, scan whole tables and are fifty
-- times slower. So sequential scans and the joins that feed on them are off.
create function ledger.post_batch(
  p_company uuid, p_currency char(3), p_at timestamptz,
  p_ids uuid[], p_kinds text[], p_pending uuid[], p_dates date[], p_rules text[],
  p_ref_entities text[], p_ref_ids uuid[], p_memos text[], p_hashes uuid[], p_amounts bigint[],
  p_leg_transfer int[], p_leg_number smallint[], p_leg_account uuid[], p_leg_amount bigint[],
  -- How many different accounts the legs name.
  p_accounts int
) returns table (transfer_seq bigint, transfer_status text, transfer_code text)
language plpgsql
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set plan_cache_mode = force_generic_plan
as $$
declare
  v_count int := cardinality(p_ids);
  v_base bigint;
  v_careful boolean;
  v_moved int;
begin
  update ledger.head h set seq = h.seq + v_count
  where h.company_id = p_company and h.currency = p_currency
  returning h.seq - v_count into v_base;
  if not found then
    return;
  end if;

  select exists (select 1 from unnest(p_kinds) k where k <> 'post')
    or (select count(distinct i) from unnest(p_ids) i) < v_count
    or exists (select 1 from ledger.transfer t where t.id = any(p_ids))
    or exists (
      select 1 from ledger.period p
      where p.company_id = p_company and p.state = 'closed'
        and p.starts_on <= (select max(d) from unnest(p_dates) d)
        and p.ends_on >= (select min(d) from unnest(p_dates) d))
  into v_careful;

  if not v_careful then
    begin
      with fresh_transfers as (
        insert into ledger.transfer
          (id, company_id, currency, seq, kind, status, rule, ref_entity, ref_id, business_date, posted_at, amount_minor,
           memo, payload_hash)
        select d.id, p_company, p_currency, v_base + d.n, 'post', 'posted', d.rule, d.ref_entity, d.ref_id,
          d.business_date, p_at, d.amount, d.memo, d.payload_hash
        from unnest(p_ids, p_rules, p_ref_entities, p_ref_ids, p_dates, p_amounts, p_memos, p_hashes)
          with ordinality as d(id, rule, ref_entity, ref_id, business_date, amount, memo, payload_hash, n)
      ), fresh_postings as (
        insert into ledger.posting (account_id, seq, leg, business_date, amount_minor)
        select l.account_id, v_base + l.transfer, l.number, p_dates[l.transfer], l.amount
        from unnest(p_leg_account, p_leg_transfer, p_leg_number, p_leg_amount) as l(account_id, transfer, number, amount)
      )
      update ledger.account a
      set posted = a.posted + s.delta, version = a.version + 1
      from (
        select l.account_id, sum(l.amount)::bigint as delta
        from unnest(p_leg_account, p_leg_amount) as l(account_id, amount) group by l.account_id
      ) s
      where a.id = s.account_id and a.active;
      get diagnostics v_moved = row_count;
      if v_moved = p_accounts then
        return query select v_base + n, 'posted'::text, null::text from generate_series(1, v_count) n;
        return;
      end if;
      -- An account is missing or closed: the slow path says which transfer named it.
      raise exception using errcode = 'WH001';
    exception when sqlstate 'WH001' or check_violation then
      -- The batch as a whole would overdraw an account that must not be: some of it may still be posted.
      v_careful := true;
    end;
  end if;

  return query select * from ledger.post_in_order(
    p_company, p_currency, p_at, v_base, p_ids, p_kinds, p_pending, p_dates, p_rules, p_ref_entities, p_ref_ids,
    p_memos, p_hashes, p_leg_transfer, p_leg_number, p_leg_account, p_leg_amount);
end $$;

-- The slow path. Refusals of a wish that can be told are stored, so that a repeated key gets the same answer; a foreign
-- payload under a known key, or an account that does not exist, leaves no record and takes no number.
create function ledger.post_in_order(
  p_company uuid, p_currency char(3), p_at timestamptz, p_base bigint,
  p_ids uuid[], p_kinds text[], p_pending uuid[], p_dates date[], p_rules text[],
  p_ref_entities text[], p_ref_ids uuid[], p_memos text[], p_hashes uuid[],
  p_leg_transfer int[], p_leg_number smallint[], p_leg_account uuid[], p_leg_amount bigint[]
) returns table (transfer_seq bigint, transfer_status text, transfer_code text)
language plpgsql
set enable_seqscan = off
set enable_hashjoin = on
as $$
declare
  v_seq bigint := p_base;
  v_wish record;
  v_earlier ledger.transfer;
  v_code text;
  v_accounts uuid[];
  v_legs bigint[];
begin
  for v_wish in
    select d.*, g.accounts, g.amounts, g.code
    from unnest(p_ids, p_kinds, p_pending, p_dates, p_rules, p_ref_entities, p_ref_ids, p_memos, p_hashes)
      with ordinality as d(id, kind, pending_id, business_date, rule, ref_entity, ref_id, memo, payload_hash, n)
    left join (
      select l.transfer, array_agg(a.id order by l.number) as accounts, array_agg(l.amount order by l.number) as amounts,
        case
          when bool_or(a.id is null) then 'ledger.unknown-account'
          when bool_or(not a.active) then 'ledger.account-inactive'
        end as code
      from unnest(p_leg_transfer, p_leg_number, p_leg_account, p_leg_amount) as l(transfer, number, account_id, amount)
      left join lateral (
        select c.id, c.active from ledger.account c
        where c.id = l.account_id and c.company_id = p_company and c.currency = p_currency limit 1
      ) a on true
      group by l.transfer
    ) g on g.transfer = d.n
    order by d.n
  loop
    select t.* into v_earlier from ledger.transfer t where t.id = v_wish.id;
    if found then
      if v_earlier.payload_hash <> v_wish.payload_hash or v_earlier.company_id <> p_company then
        return query select v_earlier.seq, 'refused'::text, 'ledger.replay-mismatch'::text;
      else
        return query select v_earlier.seq,
          case v_earlier.status when 'posted' then 'replayed' else 'refused' end, v_earlier.code;
      end if;
      continue;
    end if;
    if v_wish.code is not null then
      return query select null::bigint, 'refused'::text, v_wish.code;
      continue;
    end if;

    v_accounts := v_wish.accounts;
    v_legs := v_wish.amounts;
    if v_wish.kind = 'post-pending' and v_accounts is null then
      select array_agg(h.account_id order by h.leg), array_agg(h.amount_minor order by h.leg)
      into v_accounts, v_legs
      from ledger.hold h where h.transfer_id = v_wish.pending_id;
    end if;
    v_code := ledger.refusal_of(
      p_company, p_currency, v_wish.kind, v_wish.pending_id, v_wish.business_date, v_accounts, v_legs);
    v_seq := v_seq + 1;
    insert into ledger.transfer
      (id, company_id, currency, seq, kind, status, code, rule, ref_entity, ref_id, pending_id, business_date, posted_at,
       amount_minor, memo, payload_hash)
    values (v_wish.id, p_company, p_currency, v_seq, v_wish.kind,
      case when v_code is null then 'posted' else 'refused' end, v_code, v_wish.rule, v_wish.ref_entity, v_wish.ref_id,
      v_wish.pending_id, v_wish.business_date, p_at,
      (select coalesce(sum(greatest(m, 0)), 0) from unnest(v_legs) m), v_wish.memo, v_wish.payload_hash);
    if v_code is null then
      perform ledger.apply_transfer(
        v_wish.id, v_seq, v_wish.kind, v_wish.pending_id, v_wish.business_date, v_accounts, v_legs);
    end if;
    return query select v_seq, case when v_code is null then 'posted' else 'refused' end, v_code;
  end loop;
  update ledger.head h set seq = v_seq where h.company_id = p_company and h.currency = p_currency;
end $$;

-- Why a transfer may not be made now, or nothing.
create function ledger.refusal_of(
  p_company uuid, p_currency char(3), p_kind text, p_pending uuid, p_date date, p_accounts uuid[], p_amounts bigint[]
) returns text language plpgsql as $$
begin
  -- Giving a hold back moves no balance, so no closed period can stand in its way.
  if p_kind <> 'void-pending' and exists (
    select 1 from ledger.period p
    where p.company_id = p_company and p.state = 'closed' and p_date between p.starts_on and p.ends_on
  ) then
    return 'ledger.period-closed';
  end if;
  if p_kind in ('post-pending', 'void-pending') then
    if not exists (
      select 1 from ledger.transfer t
      where t.id = p_pending and t.kind = 'pending' and t.status = 'posted'
        and t.company_id = p_company and t.currency = p_currency
    ) then
      return 'ledger.no-such-pending';
    end if;
    if exists (select 1 from ledger.resolution r where r.pending_id = p_pending) then
      return 'ledger.already-resolved';
    end if;
  end if;
  if p_kind = 'post-pending' and exists (
    select 1
    from (select a as account_id, sum(m) as amount from unnest(p_accounts, p_amounts) as w(a, m) group by a) w
    left join (
      select account_id, sum(amount_minor) as amount from ledger.hold where transfer_id = p_pending group by account_id
    ) h on h.account_id = w.account_id
    where h.amount is null or sign(h.amount) <> sign(w.amount) or abs(w.amount) > abs(h.amount)
  ) then
    return 'ledger.more-than-pending';
  end if;
  if p_kind in ('post', 'pending') and exists (
    select 1
    from (
      select w.a, sum(greatest(w.m, 0)) as debit, sum(least(w.m, 0)) as credit
      from unnest(p_accounts, p_amounts) as w(a, m) group by w.a
    ) s
    join ledger.account a on a.id = s.a
    where a.no_overdraft and a.side * a.posted - a.held + case a.side when 1 then s.credit else -s.debit end < 0
  ) then
    return 'ledger.overdraft';
  end if;
  return null;
end $$;

-- Writes what an accepted transfer does to postings, balances and holds.
create function ledger.apply_transfer(
  p_id uuid, p_seq bigint, p_kind text, p_pending uuid, p_date date, p_accounts uuid[], p_amounts bigint[]
) returns void language plpgsql as $$
begin
  if p_kind = 'pending' then
    insert into ledger.hold (transfer_id, leg, account_id, amount_minor)
    select p_id, w.n, w.a, w.m from unnest(p_accounts, p_amounts) with ordinality as w(a, m, n);
    update ledger.account a set held = a.held + s.taken, version = a.version + 1
    from (
      select c.id, sum(greatest(-c.side * w.m, 0))::bigint as taken
      from unnest(p_accounts, p_amounts) as w(a, m) join ledger.account c on c.id = w.a group by c.id
    ) s
    where a.id = s.id;
    return;
  end if;
  if p_kind in ('post-pending', 'void-pending') then
    insert into ledger.resolution (pending_id, by_id) values (p_pending, p_id);
  end if;
  if p_kind in ('post', 'post-pending') then
    insert into ledger.posting (account_id, seq, leg, business_date, amount_minor)
    select w.a, p_seq, w.n, p_date, w.m from unnest(p_accounts, p_amounts) with ordinality as w(a, m, n);
  end if;
  -- One update moves the balance and gives the hold back, so that the account is never seen between the two.
  update ledger.account a
  set posted = a.posted + s.delta, held = a.held - s.given_back, version = a.version + 1
  from (
    select x.account_id, sum(x.delta)::bigint as delta, sum(x.given_back)::bigint as given_back
    from (
      select w.a as account_id, w.m as delta, 0::bigint as given_back
      from unnest(p_accounts, p_amounts) as w(a, m) where p_kind <> 'void-pending'
      union all
      select h.account_id, 0, greatest(-c.side * h.amount_minor, 0)
      from ledger.hold h join ledger.account c on c.id = h.account_id
      where h.transfer_id = p_pending
    ) x group by x.account_id
  ) s
  where a.id = s.account_id;
end $$;
