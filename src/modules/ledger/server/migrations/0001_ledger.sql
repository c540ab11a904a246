-- A book is a company's ledger in one currency. Its head is the single writer's lock and the gapless order of transfers.
create table ledger.head (
  company_id uuid not null references kernel.company,
  currency char(3) not null,
  is_base boolean not null,
  seq bigint not null default 0,
  created_at timestamptz not null,
  constraint book_is_opened_once primary key (company_id, currency)
);
create unique index one_base_book on ledger.head (company_id) where is_base;

-- Balances move with every batch: room on the page keeps those updates off the indexes.
create table ledger.account (
  id uuid primary key,
  company_id uuid not null,
  currency char(3) not null,
  code text not null,
  name text not null,
  name_en text not null,
  kind text not null
    constraint account_kind_is_known check (kind in ('asset', 'liability', 'equity', 'revenue', 'expense')),
  section text not null,
  -- 1: grows by debit; -1: grows by credit.
  side smallint not null constraint side_is_debit_or_credit check (side in (1, -1)),
  no_overdraft boolean not null default false,
  active boolean not null default true,
  -- Debits less credits of every posting.
  posted bigint not null default 0,
  -- What pending transfers may still take, counted on the account's own side.
  held bigint not null default 0,
  version int not null default 1,
  created_at timestamptz not null,
  constraint account_code_is_unique unique (company_id, currency, code),
  constraint account_belongs_to_a_book foreign key (company_id, currency) references ledger.head,
  constraint holds_are_not_negative check (held >= 0),
  constraint no_overdraft_holds check (not no_overdraft or side * posted - held >= 0)
) with (fillfactor = 70);

create table ledger.transfer (
  id uuid constraint transfer_key_has_one_effect primary key,
  company_id uuid not null,
  currency char(3) not null,
  seq bigint not null,
  kind text not null
    constraint transfer_kind_is_known check (kind in ('post', 'pending', 'post-pending', 'void-pending')),
  status text not null constraint transfer_status_is_known check (status in ('posted', 'refused')),
  code text,
  rule text not null,
  ref_entity text not null,
  ref_id uuid not null,
  pending_id uuid,
  business_date date not null,
  posted_at timestamptz not null,
  -- Σ debits.
  amount_minor bigint not null,
  memo text,
  -- The first 128 bits of SHA-256 over what was asked: a repeated key must carry the same wish.
  payload_hash uuid not null,
  constraint refusals_have_a_code check ((status = 'refused') = (code is not null))
);
create unique index sequence_has_no_twin on ledger.transfer (company_id, seq, currency);
create index transfer_by_ref on ledger.transfer (ref_id);

create table ledger.posting (
  account_id uuid not null,
  seq bigint not null,
  leg smallint not null,
  business_date date not null,
  -- Positive is debit (차변), negative is credit (대변).
  amount_minor bigint not null constraint postings_move_something check (amount_minor <> 0),
  primary key (account_id, seq, leg)
);
create index posting_by_seq on ledger.posting using brin (seq) with (pages_per_range = 16, autosummarize = on);

-- What a pending transfer would post.
create table ledger.hold (
  transfer_id uuid not null references ledger.transfer,
  leg smallint not null,
  account_id uuid not null references ledger.account,
  amount_minor bigint not null constraint holds_move_something check (amount_minor <> 0),
  primary key (transfer_id, leg)
);

create table ledger.resolution (
  pending_id uuid constraint pending_resolves_once primary key references ledger.transfer,
  by_id uuid not null references ledger.transfer
);

create table ledger.reversal (
  transfer_id uuid constraint transfer_is_reversed_once primary key references ledger.transfer,
  by_id uuid not null references ledger.transfer,
  reason text not null
);

-- Postings up to here are summed in daily_balance; what came later is added when a statement is read. It stands apart
-- from the head, so that summing never holds up posting.
create table ledger.summed (
  company_id uuid not null,
  currency char(3) not null,
  seq bigint not null default 0,
  primary key (company_id, currency),
  constraint sums_belong_to_a_book foreign key (company_id, currency) references ledger.head
);

create table ledger.daily_balance (
  account_id uuid not null references ledger.account,
  business_date date not null,
  debit_minor bigint not null,
  credit_minor bigint not null,
  first_seq bigint not null,
  last_seq bigint not null,
  primary key (account_id, business_date)
);

create table ledger.period (
  id uuid primary key,
  company_id uuid not null references kernel.company,
  code text not null,
  starts_on date not null,
  ends_on date not null,
  state text not null constraint period_state_is_known check (state in ('open', 'closed')),
  closed_at timestamptz,
  closed_by text,
  version int not null default 1,
  created_at timestamptz not null,
  constraint period_code_is_unique unique (company_id, code),
  constraint period_has_days check (starts_on <= ends_on)
);
create index period_by_start on ledger.period (company_id, starts_on desc, id desc);

create table ledger.exchange_rate (
  company_id uuid not null references kernel.company,
  currency char(3) not null,
  on_date date not null,
  -- Base currency for one major unit of the currency.
  rate numeric not null constraint rate_is_positive check (rate > 0),
  source text not null,
  created_at timestamptz not null,
  primary key (company_id, currency, on_date)
);

-- Whoever inserts postings, by this function or by hand: the legs of each transfer sum to zero. A statement writes to one
-- book, so the number alone tells transfers apart; `verify` sums again by book.
create function ledger.refuse_unbalanced() returns trigger language plpgsql as $$
begin
  if exists (select 1 from fresh group by seq having sum(amount_minor) <> 0) then
    raise exception 'a transfer does not sum to zero' using errcode = '23514', constraint = 'transfer_sums_to_zero';
  end if;
  return null;
end $$;

create trigger transfer_sums_to_zero after insert on ledger.posting
referencing new table as fresh for each statement execute function ledger.refuse_unbalanced();
