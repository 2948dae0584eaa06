/* What decides whether a customer may be contacted on a channel; of those who are merged, the strictest of each. No row: there is no such customer. */
create function public.get_contact_facts(p_customer_id uuid, p_channel text, p_since timestamptz)
returns table (deleted boolean, blocked boolean, consent text, do_not_contact boolean, time_zone text, unasked_at timestamptz[])
language sql stable security definer set search_path = '' as $$
  select root.deleted_at is not null, bool_or(c.blocked),
    case when bool_or(p.consent = 'denied') then 'denied' when bool_or(p.consent = 'granted') then 'granted' else 'unknown' end,
    coalesce(bool_or(p.do_not_contact), false),
    root.time_zone,
    array(select t.at from public.customer_contacts t
      where t.customer_id = any (public.customer_members(p_customer_id)) and t.channel = p_channel and t.at > p_since order by t.at desc)
  from public.customers root
  join public.customers c on c.id = root.id or c.merged_into = root.id
  left join public.customer_permissions p on p.customer_id = c.id and p.channel = p_channel
  where root.id = public.customer_root(p_customer_id)
  group by root.id
$$;
select public.grant_to_service('get_contact_facts');
