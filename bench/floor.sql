create schema floor;
create table floor.stock (sku int primary key, on_hand bigint not null, reserved bigint not null,
  constraint never_oversold check (reserved <= on_hand)) with (fillfactor = 70);
create table floor.orders (id uuid primary key, number bigint not null, customer text, total bigint not null, tax bigint not null,
  state text not null, at timestamptz not null);
create index on floor.orders (at desc, id desc);
create index on floor.orders (state, at desc, id desc);
create table floor.line (id uuid primary key, order_id uuid not null references floor.orders, sku int not null, quantity bigint not null,
  price bigint not null, tax bigint not null);
create index on floor.line (sku);
create table floor.reservation (id uuid primary key, order_id uuid not null, line_id uuid not null, sku int not null, quantity bigint not null);
create index on floor.reservation (order_id);
create table floor.payment (id uuid primary key, order_id uuid not null, amount bigint not null, reference text not null);
create index on floor.payment (order_id);
create table floor.account (id int primary key, balance bigint not null) with (fillfactor = 70);
create table floor.transfer (id uuid primary key, ref uuid not null, at timestamptz not null);
create table floor.posting (transfer_id uuid not null, account_id int not null, amount bigint not null, primary key (transfer_id, account_id));
create table floor.event (id uuid primary key, type text not null, data jsonb not null, at timestamptz not null);
create table floor.audit (id uuid primary key, action text not null, data jsonb not null, at timestamptz not null);
create table floor.idempotency (key text primary key, response jsonb not null);
create sequence floor.number;
insert into floor.stock select n, 1000000000, 0 from generate_series(1, 100) n;
insert into floor.account select n, 0 from generate_series(1, 10) n;

create function floor.place(p_key text, p_body jsonb) returns uuid language plpgsql as $$
declare
  v_id uuid := gen_random_uuid();
  v_transfer uuid := gen_random_uuid();
  v_payment uuid := gen_random_uuid();
  v_total bigint := 0;
  v_line jsonb;
  v_line_id uuid;
begin
  insert into floor.idempotency values (p_key, jsonb_build_object('id', v_id));
  select sum((l->>'quantity')::bigint * 1000) into v_total from jsonb_array_elements(p_body->'lines') l;
  insert into floor.orders values (v_id, nextval('floor.number'), p_body->>'customer', v_total, v_total / 11, 'confirmed', now());
  for v_line in select l from jsonb_array_elements(p_body->'lines') l order by (l->>'sku')::int loop
    v_line_id := gen_random_uuid();
    update floor.stock set reserved = reserved + (v_line->>'quantity')::bigint where sku = (v_line->>'sku')::int;
    insert into floor.line values (v_line_id, v_id, (v_line->>'sku')::int, (v_line->>'quantity')::bigint, 1000, 90);
    insert into floor.reservation values (gen_random_uuid(), v_id, v_line_id, (v_line->>'sku')::int, (v_line->>'quantity')::bigint);
  end loop;
  insert into floor.payment values (v_payment, v_id, v_total, p_key);
  insert into floor.transfer values (v_transfer, v_payment, now());
  insert into floor.posting values (v_transfer, 1, v_total), (v_transfer, 2, -v_total);
  update floor.account set balance = balance + v_total where id = 1;
  update floor.account set balance = balance - v_total where id = 2;
  insert into floor.event values (gen_random_uuid(), 'order.placed', p_body, now());
  insert into floor.audit values (gen_random_uuid(), 'order.place', p_body, now());
  return v_id;
end $$;
