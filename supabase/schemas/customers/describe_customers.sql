/*
 * Works out display_name and search_text of these customers, or of those that they are part of, from names and addresses; writes only what differs.
 * An import of many changes the tables faster than their statistics follow: hence no plan that reads a whole table.
 */
create function public.describe_customers(p_ids uuid[]) returns void
language sql security definer set search_path = '' set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
  with roots as materialized (
    select distinct coalesce(c.merged_into, c.id) as id from public.customers c where c.id = any (p_ids)
  ), members as materialized (
    select r.id as root, c.id, c.name, true as is_root, c.created_at from roots r join public.customers c on c.id = r.id
    union all
    select r.id, c.id, c.name, false, c.created_at from roots r join public.customers c on c.merged_into = r.id
  ), addresses as materialized (
    select m.root, i.kind, i.value, i.is_primary, i.ended_at, i.first_seen_at
    from members m join public.customer_identities i on i.customer_id = m.id
    where i.ended_at is null or i.ended_reason <> 'removed'
  ), texts as (
    select r.id,
      coalesce(
        (select m.name from members m where m.root = r.id and m.name <> '' order by m.is_root desc, m.created_at, m.id limit 1),
        (select a.value from addresses a where a.root = r.id and a.ended_at is null
         order by a.is_primary desc, array_position(array['phone', 'email', 'whatsapp_username', 'external', 'whatsapp_user_id'], a.kind), a.first_seen_at, a.value limit 1),
        '') as display_name,
      public.fold_text(concat_ws(' ',
        (select string_agg(distinct m.name, ' ') from members m where m.root = r.id and m.name <> ''),
        (select string_agg(distinct a.value, ' ') from addresses a where a.root = r.id))) as search_text
    from roots r
  )
  update public.customers c set display_name = t.display_name, search_text = t.search_text
  from texts t where c.id = t.id and (c.display_name, c.search_text) is distinct from (t.display_name, t.search_text)
$$;
select public.grant_to_service('describe_customers');
