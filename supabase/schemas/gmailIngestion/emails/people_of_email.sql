/* The other side of an e-mail, one row each, to be joined: see email_people. */
create function public.people_of_email(p_direction text, p_kind text, p_from text, p_recipients jsonb) returns setof text
language sql stable as $$
  select p.email
  from (
    select p_from where p_direction = 'inbound' and p_from <> ''
    union
    select r ->> 'email' from pg_catalog.jsonb_array_elements(p_recipients) r
    where not exists (select from public.support_emails s where s.email_address = r ->> 'email')
  ) p (email)
  where p_kind <> 'bounce'
$$;
revoke execute on function public.people_of_email(text, text, text, jsonb) from public, anon, authenticated;
grant execute on function public.people_of_email(text, text, text, jsonb) to service_role;
