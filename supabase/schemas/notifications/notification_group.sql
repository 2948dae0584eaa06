/* Which of the six kinds of notices, that people have preferences for, a type belongs to. */
create function public.notification_group(p_type text) returns text
language sql immutable set search_path = '' as $$
  select case
    when p_type ~ '^approval' then 'approval'
    when p_type ~ 'mention' then 'mention'
    when p_type ~ 'assign' then 'assignment'
    when p_type ~ '^sla' then 'sla'
    when p_type ~ '(_failed|_delayed|_refused|_uncertain)$' then 'delivery'
    else 'system'
  end
$$;
select public.grant_to_service('notification_group');
