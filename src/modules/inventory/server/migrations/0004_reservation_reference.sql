-- What people know the order by, so that a list of reservations says it without asking the orders.
alter table inventory.reservation add column reference text not null default '';

drop view inventory.reservation_list;
create view inventory.reservation_list with (security_invoker = true) as
select r.id, r.company_id, r.order_id, r.line_id, r.reference, r.variant_id, r.warehouse_id, w.code as warehouse_code,
  w.org_unit_id, r.quantity, r.open_quantity, r.state, r.expires_at, r.created_at, r.closed_at
from inventory.reservation r
join inventory.warehouse w on w.id = r.warehouse_id;
