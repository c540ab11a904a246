-- Variants as people look for them: with the product they belong to.
create view catalog.variant_list with (security_invoker = true) as
select v.id, v.company_id, v.product_id, v.sku, v.name, v.options, v.gtin, v.weight_grams, v.stocked, v.unit, v.active,
  v.version, v.created_at, p.code as product_code, p.name as product_name, p.name_en as product_name_en,
  p.state as product_state, p.category_id, p.brand, p.tax_class, p.visible_roles
from catalog.variant v
join catalog.product p on p.id = v.product_id;
