/*
 * By what the rows of a customer are found: the ids of all who are merged with it, and every spelling of its numbers with the time in which they
 * were its own. Without a customer: the spellings of a number that nobody has, or that several share.
 */
create function public.timeline_keys(p_customer_id uuid, p_number text)
returns table (key_kind text, customer_id uuid, written text, begins_at timestamptz, ended_at timestamptz)
language sql stable security definer set search_path = '' as $$
  select 'customer', m, null::text, null::timestamptz, null::timestamptz from unnest(public.customer_members(p_customer_id)) m where p_customer_id is not null
  union all
  select 'phone', null, s.written, min(i.begins_at), max(coalesce(i.ended_at, 'infinity'))
  from public.customer_identities i join public.phone_spellings s on s.e164 = i.value
  where p_customer_id is not null and i.customer_id = any (public.customer_members(p_customer_id)) and i.kind = 'phone' and not i.is_shared and i.ended_reason <> 'removed'
  group by s.written
  union all
  select 'phone', null, s.written, null, 'infinity' from public.phone_spellings s where p_customer_id is null and s.e164 = p_number
$$;
select public.grant_to_service('timeline_keys');
