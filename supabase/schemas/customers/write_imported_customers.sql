/*
 * Writes what rows of a file make of customers, all at once; find_customers_for_import has locked them. p_created and p_changed are whole customers
 * with an id; p_identities [{"customer_id", "kind", "value", "written"}] are addresses that nobody has now.
 */
create function public.write_imported_customers(p_created jsonb, p_changed jsonb, p_identities jsonb) returns void
language sql security definer set search_path = '' set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
  -- display_name and search_text as describe_customers works them out, so that it has nothing to write.
  insert into public.customers (id, name, tier, language, time_zone, tags, owner_id, blocked, custom_fields, display_name, search_text)
  select n.id, n.name, n.tier, n.language, n.time_zone, n.tags, n.owner_id, n.blocked, n.custom_fields,
    coalesce(nullif(n.name, ''), a.best, ''), public.fold_text(concat_ws(' ', nullif(n.name, ''), a.words))
  from jsonb_to_recordset(p_created) n
    (id uuid, name text, tier text, language text, time_zone text, tags text[], owner_id uuid, blocked boolean, custom_fields jsonb)
  left join (
    select i.customer_id, string_agg(distinct i.value, ' ') as words,
      (array_agg(i.value order by array_position(array['phone', 'email', 'whatsapp_username', 'external', 'whatsapp_user_id'], i.kind), i.value))[1] as best
    from jsonb_to_recordset(p_identities) i (customer_id uuid, kind text, value text collate "C")
    group by i.customer_id
  ) a on a.customer_id = n.id;

  update public.customers c set
    name = n.name, tier = n.tier, language = n.language, time_zone = n.time_zone, tags = n.tags, owner_id = n.owner_id, blocked = n.blocked,
    custom_fields = n.custom_fields
  from jsonb_to_recordset(p_changed) n
    (id uuid, name text, tier text, language text, time_zone text, tags text[], owner_id uuid, blocked boolean, custom_fields jsonb)
  where c.id = n.id;

  select public.add_identities(null, p_identities, 'import', now());
$$;
select public.grant_to_service('write_imported_customers');
