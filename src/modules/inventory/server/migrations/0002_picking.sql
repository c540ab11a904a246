-- Several picks walked at once.
create table inventory.wave (
  id uuid primary key,
  company_id uuid not null,
  warehouse_id uuid not null references inventory.warehouse,
  number text not null,
  created_by uuid not null,
  created_at timestamptz not null,
  constraint wave_number_is_unique unique (company_id, number)
);

-- The work of taking one shipment's goods from one warehouse.
create table inventory.pick (
  id uuid primary key,
  company_id uuid not null,
  shipment_id uuid not null,
  order_id uuid not null,
  order_number text not null,
  warehouse_id uuid not null references inventory.warehouse,
  wave_id uuid references inventory.wave,
  -- Larger is more urgent; 0 is ordinary.
  priority int not null,
  state text not null
    constraint pick_state_is_known check (state in ('waiting', 'picking', 'picked', 'packed', 'cancelled')),
  picker_id uuid,
  picker_name text,
  started_at timestamptz,
  picked_at timestamptz,
  packed_at timestamptz,
  version int not null default 1,
  created_at timestamptz not null,
  constraint a_shipment_is_picked_once unique (shipment_id, warehouse_id)
);
create index pick_to_do on inventory.pick (company_id, warehouse_id, state, priority desc, created_at);
create index pick_by_age on inventory.pick (company_id, created_at desc, id desc);
create index pick_by_order on inventory.pick (order_id);
create index pick_by_wave on inventory.pick (wave_id) where wave_id is not null;

create table inventory.pick_line (
  id uuid primary key,
  pick_id uuid not null references inventory.pick,
  line_id uuid not null,
  variant_id uuid not null,
  quantity bigint not null
    constraint pick_line_asks_something check (quantity > 0),
  picked bigint not null default 0,
  constraint never_more_than_asked check (picked between 0 and quantity),
  constraint pick_line_is_unique unique (pick_id, line_id, variant_id)
);

create table inventory.parcel (
  id uuid primary key,
  pick_id uuid not null references inventory.pick,
  position int not null,
  box text not null,
  weight_grams int not null
    constraint parcel_weighs_something check (weight_grams > 0),
  length_mm int,
  width_mm int,
  height_mm int,
  constraint parcel_position_is_unique unique (pick_id, position)
);
