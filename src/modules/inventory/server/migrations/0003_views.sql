-- What pickers choose from: each pick with its warehouse and how far it is.
create view inventory.pick_list with (security_invoker = true) as
select p.id, p.company_id, p.shipment_id, p.order_id, p.order_number, p.warehouse_id, w.code as warehouse_code,
  w.name as warehouse_name, w.org_unit_id, p.wave_id, p.priority, p.state, p.picker_id, p.picker_name, p.started_at,
  p.picked_at, p.packed_at, p.version, p.created_at,
  (select count(*)::int from inventory.pick_line l where l.pick_id = p.id) as line_count,
  (select coalesce(sum(l.quantity), 0)::bigint from inventory.pick_line l where l.pick_id = p.id) as units,
  (select coalesce(sum(l.picked), 0)::bigint from inventory.pick_line l where l.pick_id = p.id) as picked_units
from inventory.pick p
join inventory.warehouse w on w.id = p.warehouse_id;

create view inventory.movement_list with (security_invoker = true) as
select m.id, m.company_id, m.kind, m.document_id, m.variant_id, m.warehouse_id, w.code as warehouse_code,
  w.org_unit_id, m.quantity, m.unit_cost, m.value_minor, m.currency, m.business_date, m.reference, m.reason, m.order_id,
  m.actor_name, m.created_at
from inventory.movement m
join inventory.warehouse w on w.id = m.warehouse_id;

create view inventory.reservation_list with (security_invoker = true) as
select r.id, r.company_id, r.order_id, r.line_id, r.variant_id, r.warehouse_id, w.code as warehouse_code, w.org_unit_id,
  r.quantity, r.open_quantity, r.state, r.expires_at, r.created_at, r.closed_at
from inventory.reservation r
join inventory.warehouse w on w.id = r.warehouse_id;
