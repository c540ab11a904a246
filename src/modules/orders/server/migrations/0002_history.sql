-- What was taken off sales after the fact: cancellations and returns from other systems, and stock written off under a
-- trade document's number. Quantities and amounts carry their sign.
create table orders.credit_note (
  id uuid primary key,
  company_id uuid not null references kernel.company,
  number text not null,
  kind text not null constraint note_kind_is_known check (kind in ('cancellation', 'adjustment', 'debt')),
  party_id uuid,
  currency char(3) not null,
  noted_at timestamptz not null,
  business_date date not null,
  total_minor bigint not null,
  created_at timestamptz not null,
  constraint credit_note_number_is_unique unique (company_id, number)
);
create index credit_note_newest on orders.credit_note (company_id, noted_at desc, id desc);

create table orders.credit_note_line (
  id uuid primary key,
  credit_note_id uuid not null references orders.credit_note,
  line_no int not null,
  -- The sold line it takes back, where that could be found.
  order_id uuid references orders.sales_order,
  order_line_id uuid references orders.order_line,
  variant_id uuid,
  sku text not null,
  name text,
  quantity bigint not null,
  unit_price numeric not null,
  total_minor bigint not null,
  constraint note_line_is_numbered_once unique (credit_note_id, line_no)
);
create index credit_note_line_by_order_line on orders.credit_note_line (order_line_id) where order_line_id is not null;

-- Where a document came from, in its source's own words.
create table orders.trade_source (
  document_id uuid primary key,
  company_id uuid not null references kernel.company,
  source text not null,
  document_key text not null,
  part int not null,
  customer_key text,
  market text not null,
  local_at timestamp not null,
  constraint a_source_document_comes_in_once unique (company_id, source, document_key, part)
);

-- One reading of one file. The position moves in the transaction that writes what was read, so that a run which is
-- killed goes on with the next document and nothing comes in twice.
create table orders.import_run (
  id uuid primary key,
  company_id uuid not null references kernel.company,
  profile text not null,
  file_hash text not null,
  file_name text not null,
  state text not null constraint run_state_is_known check (state in ('running', 'done')),
  opened boolean not null default false,
  documents bigint not null default 0,
  lines bigint not null default 0,
  rejected bigint not null default 0,
  -- Documents another file has brought in before.
  known bigint not null default 0,
  started_at timestamptz not null,
  finished_at timestamptz,
  constraint a_file_is_read_once unique (company_id, profile, file_hash)
);

create table orders.import_reject (
  run_id uuid not null references orders.import_run,
  line_no bigint not null,
  reason text not null,
  raw jsonb not null,
  primary key (run_id, line_no)
);
