create table inventory.warehouse (
  id uuid primary key,
  company_id uuid not null,
  code text not null,
  name text not null,
  name_en text not null,
  address text not null,
  postal_code text,
  latitude numeric(9, 6)
    constraint latitude_is_on_earth check (latitude between -90 and 90),
  longitude numeric(9, 6)
    constraint longitude_is_on_earth check (longitude between -180 and 180),
  -- Stock is valued in the currency of the company's books.
  currency char(3) not null,
  -- Smaller goes first where nothing else decides.
  priority int not null default 100,
  state text not null
    constraint warehouse_state_is_known check (state in ('active', 'closed')),
  org_unit_id uuid,
  version int not null default 1,
  created_at timestamptz not null,
  constraint warehouse_code_is_unique unique (company_id, code)
);

create table inventory.bin (
  id uuid primary key,
  company_id uuid not null,
  warehouse_id uuid not null references inventory.warehouse,
  code text not null,
  zone text not null,
  pick_sequence int not null,
  active boolean not null default true,
  version int not null default 1,
  created_at timestamptz not null,
  constraint bin_code_is_unique unique (warehouse_id, code)
);
create index bin_by_walk on inventory.bin (warehouse_id, pick_sequence, code);

-- One row per variant and warehouse: what stands there, what is promised of it, what it cost. Updated in place, so
-- pages keep room for it and no index carries a column that changes.
create table inventory.stock (
  variant_id uuid not null,
  warehouse_id uuid not null references inventory.warehouse,
  company_id uuid not null,
  on_hand bigint not null default 0,
  reserved bigint not null default 0,
  value_minor bigint not null default 0,
  -- The day goods began to stand here since it was last empty.
  held_since date,
  bin_id uuid references inventory.bin,
  primary key (variant_id, warehouse_id),
  constraint reserved_within_stock check (reserved between 0 and on_hand),
  constraint value_is_not_negative check (value_minor >= 0),
  constraint no_value_without_goods check (on_hand > 0 or value_minor = 0)
) with (fillfactor = 70);
create index stock_by_warehouse on inventory.stock (warehouse_id, variant_id);

-- Append-only: the application role may neither change nor remove a movement.
create table inventory.movement (
  id uuid primary key,
  company_id uuid not null,
  kind text not null
    constraint movement_kind_is_known
    check (kind in ('receipt', 'issue', 'transfer-out', 'transfer-in', 'adjustment', 'return')),
  -- Movements of one receipt, adjustment, transfer, shipment or return share it.
  document_id uuid not null,
  variant_id uuid not null,
  warehouse_id uuid not null references inventory.warehouse,
  bin_id uuid,
  quantity bigint not null
    constraint movement_moves_something check (quantity <> 0),
  unit_cost numeric not null
    constraint unit_cost_is_not_negative check (unit_cost >= 0),
  value_minor bigint not null,
  currency char(3) not null,
  business_date date not null,
  reference text not null,
  reason text not null,
  order_id uuid,
  line_id uuid,
  actor_id uuid not null,
  actor_name text not null,
  created_at timestamptz not null,
  constraint value_moves_with_goods check (sign(value_minor) in (0, sign(quantity))),
  constraint direction_fits_kind check (
    case kind
      when 'receipt' then quantity > 0
      when 'return' then quantity > 0
      when 'transfer-in' then quantity > 0
      when 'issue' then quantity < 0
      when 'transfer-out' then quantity < 0
      else true
    end
  )
);
create index movement_by_stock on inventory.movement (variant_id, warehouse_id, created_at desc, id desc);
create index movement_by_company on inventory.movement (company_id, created_at desc, id desc);
create index movement_by_order_line on inventory.movement (order_id, line_id) where order_id is not null;
create unique index a_shipment_line_leaves_once on inventory.movement (document_id, line_id) where kind = 'issue';

create table inventory.reservation (
  id uuid primary key,
  company_id uuid not null,
  order_id uuid not null,
  line_id uuid not null,
  variant_id uuid not null,
  warehouse_id uuid not null references inventory.warehouse,
  quantity bigint not null
    constraint reservation_holds_something check (quantity > 0),
  -- Still promised; the rest was issued or let go.
  open_quantity bigint not null,
  issued_quantity bigint not null default 0,
  state text not null
    constraint reservation_state_is_known check (state in ('held', 'consumed', 'released', 'expired')),
  expires_at timestamptz,
  created_at timestamptz not null,
  closed_at timestamptz,
  constraint open_within_reservation check (
    open_quantity >= 0 and issued_quantity >= 0 and open_quantity + issued_quantity <= quantity
  ),
  constraint held_while_open check ((state = 'held') = (open_quantity > 0))
);
create index reservation_by_order on inventory.reservation (order_id);
create index reservation_held on inventory.reservation (variant_id, warehouse_id) where state = 'held';
create index reservation_to_expire on inventory.reservation (expires_at) where state = 'held' and expires_at is not null;

-- Why an order's goods were taken from where they were: the candidates with their scores, as data.
create table inventory.allocation_choice (
  id uuid primary key,
  company_id uuid not null,
  order_id uuid not null,
  strategy text not null,
  explanation jsonb not null,
  created_at timestamptz not null
);
create index allocation_choice_by_order on inventory.allocation_choice (order_id, created_at desc);

-- What a channel may promise of the stock: a quantity kept back, or a warehouse it does not sell from.
create table inventory.channel_rule (
  id uuid primary key,
  company_id uuid not null,
  channel_code text not null,
  variant_id uuid,
  warehouse_id uuid references inventory.warehouse,
  safety_quantity bigint not null default 0
    constraint safety_is_not_negative check (safety_quantity >= 0),
  excluded boolean not null default false,
  version int not null default 1,
  created_at timestamptz not null,
  constraint one_rule_per_reach unique nulls not distinct (company_id, channel_code, variant_id, warehouse_id)
);
