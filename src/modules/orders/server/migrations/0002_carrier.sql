-- The embedded carrier's own book. `on conflict do update` burns serials when a booking is repeated; there are enough.
create table orders.carrier_booking (
  shipment_id uuid primary key references orders.shipment,
  serial bigint generated always as identity,
  constraint carrier_serial_is_unique unique (serial)
);
create index shipment_under_way on orders.shipment (company_id, shipped_at) where state = 'shipped';
