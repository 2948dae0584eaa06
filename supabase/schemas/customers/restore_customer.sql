/*
 * Takes the deletion of a customer back, with the addresses that it gave up then. What came in under one of them while somebody else had it stays
 * there: the address begins anew behind that. Answers the id that counts. Raises customer_not_found, customer_not_deleted, identity_is_ours (value),
 * identity_taken (identities: those that somebody else has now, with customer_id).
 */
create function public.restore_customer(p_id uuid) returns uuid
language plpgsql security definer set search_path = '' as $$
declare
  v_root    uuid := public.customer_root(p_id);
  v_members uuid[] := public.customer_members(p_id);
  v_deleted timestamptz;
  v_found   jsonb;
begin
  -- As resolve_customers: in one order, before any row.
  perform pg_advisory_xact_lock(hashtextextended('customer_identity:' || k.kind || ':' || k.value, 0)) from (
    select distinct i.kind, i.value from public.customer_identities i
    where i.customer_id = any (v_members) and i.ended_reason = 'deleted' order by 1, 2
  ) k;
  select c.deleted_at into v_deleted from public.customers c where c.id = v_root for update;
  if not found then
    raise exception 'customer_not_found' using errcode = 'P0404', detail = jsonb_build_object('id', p_id);
  elsif v_deleted is null then
    raise exception 'customer_not_deleted' using errcode = 'P0409', detail = jsonb_build_object('id', v_root);
  end if;
  select jsonb_agg(distinct jsonb_build_object('kind', o.kind, 'value', o.value, 'customer_id', public.customer_root(o.customer_id))) into v_found
  from public.customer_identities i
  join public.customer_identities o on o.kind = i.kind and o.value = i.value and o.ended_at is null and not (o.is_shared and i.is_shared)
  where i.customer_id = any (v_members) and i.ended_reason = 'deleted' and i.ended_at = v_deleted;
  if v_found is not null then
    raise exception 'identity_taken' using errcode = 'P0409', detail = jsonb_build_object('identities', v_found);
  end if;
  select to_jsonb(i.value) into v_found from public.customer_identities i join public.own_identities o on o.kind = i.kind and o.value = i.value
  where i.customer_id = any (v_members) and i.ended_reason = 'deleted' and i.ended_at = v_deleted order by i.value limit 1;
  if v_found is not null then
    raise exception 'identity_is_ours' using errcode = 'P0422', detail = jsonb_build_object('value', v_found);
  end if;

  update public.customers c set deleted_at = null where c.id = v_root;
  with given_up as (
    select i.id, (
      select max(f.ended_at) from public.customer_identities f
      where f.kind = i.kind and f.value = i.value and f.ended_at > v_deleted and not f.is_shared and not i.is_shared) as had_until
    from public.customer_identities i
    where i.customer_id = any (v_members) and i.ended_reason = 'deleted' and i.ended_at = v_deleted
  ), again as (
    insert into public.customer_identities (
      customer_id, kind, value, source, written, verified, is_shared, is_primary, first_seen_at, last_seen_at, begins_at)
    select i.customer_id, i.kind, i.value, i.source, i.written, i.verified, i.is_shared, i.is_primary, i.first_seen_at, i.last_seen_at, g.had_until
    from given_up g join public.customer_identities i on i.id = g.id where g.had_until is not null
  )
  update public.customer_identities i set
    ended_at = case when g.had_until is not null then i.ended_at end, ended_reason = case when g.had_until is not null then i.ended_reason else '' end,
    is_primary = i.is_primary and g.had_until is null
  from given_up g where g.id = i.id;
  return v_root;
end $$;
select public.grant_to_service('restore_customer');
