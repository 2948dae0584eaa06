/* The kind of a message in a mailbox: a list that is the mailbox itself brings what persons write to us, and what we sent is no loop when it is ours. */
create function public.kind_of_mail(p_mail jsonb, p_address text, p_is_ours boolean) returns text
language sql immutable as $$
  select case
    when p_mail ->> 'kind' = 'loop' and p_is_ours then 'message'
    when p_mail ->> 'kind' = 'list' and p_mail ->> 'list_id' = pg_catalog.replace(p_address, '@', '.') then 'message'
    else p_mail ->> 'kind'
  end
$$;
select public.grant_to_service('kind_of_mail');
