-- Search goes through the inverted indexes or not at all. With a limit and no knowledge of the values a planner would
-- rather walk a company's documents one by one, which is quick for what is common and endless for what is rare. Hence the
-- settings, and conditions on company and entity in a form that no other index answers.

create function kernel.search_by_grams(
  company uuid, entities text[], units uuid[], wanted text[], patterns text[], initials text, most int)
returns setof kernel.search_document
language sql stable
set enable_seqscan = off
set enable_indexscan = off
as $$
  select d.* from kernel.search_document d
  where d.grams @> wanted
    and d.company_id is not distinct from company
    and not d.entity <> all (entities)
    and (units is null or d.org_unit_id is null or d.org_unit_id = any (units))
    and (initials is null or d.chosung like initials)
    and (patterns is null or not exists (
      select 1 from unnest(patterns) as word(pattern)
      where not exists (select 1 from unnest(d.forms) as form(text) where form.text like word.pattern)))
  limit most
$$;

create function kernel.search_by_forms(company uuid, entities text[], units uuid[], wanted text[], most int)
returns setof kernel.search_document
language sql stable
set enable_seqscan = off
set enable_indexscan = off
as $$
  select d.* from kernel.search_document d
  where d.forms && wanted
    and d.company_id is not distinct from company
    and not d.entity <> all (entities)
    and (units is null or d.org_unit_id is null or d.org_unit_id = any (units))
  limit most
$$;

-- Texts whose keystrokes hold these, wherever they stand.
create function kernel.words_by_strokes(company uuid, wanted text, most int)
returns setof text
language sql stable
set enable_seqscan = off
set enable_indexscan = off
as $$
  select form from kernel.search_word
  where strokes like wanted and company_id is not distinct from company
  limit most
$$;

-- Texts typed almost so, the likest first.
create function kernel.words_like_strokes(company uuid, wanted text, most int)
returns setof text
language sql stable
set enable_seqscan = off
set enable_indexscan = off
as $$
  select form from kernel.search_word
  where strokes %> wanted and company_id is not distinct from company
  order by word_similarity(wanted, strokes) desc, form
  limit most
$$;

-- What waits to be merged into an inverted index is read in full by every search; it is kept short.
alter index kernel.search_document_by_gram set (gin_pending_list_limit = 256);
alter index kernel.search_document_by_form set (gin_pending_list_limit = 256);
alter index kernel.search_word_by_strokes set (gin_pending_list_limit = 256);
