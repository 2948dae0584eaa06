/* What is open of a customer follows the tier and the tags. */
create function public.follow_sla_customers() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  if row(old.tier, old.tags, old.merged_into) is not distinct from row(new.tier, new.tags, new.merged_into) then
    return null;
  end if;
  insert into public.sla_stale (entity_type, entity_id)
  select i.entity_type, i.entity_id from public.sla_items i
  where i.is_live and i.customer_id in (select c.id from public.customers c where new.id in (c.id, c.merged_into));
  if found then
    perform pg_notify('sla', '');
  end if;
  return null;
end $$;
revoke execute on function public.follow_sla_customers() from public, anon, authenticated;

create trigger customers_sla after update of tier, tags, merged_into on public.customers
  for each row execute function public.follow_sla_customers();
