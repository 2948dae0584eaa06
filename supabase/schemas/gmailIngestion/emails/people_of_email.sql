/* The other side of an e-mail, one row each, to be joined: see email_people. What mail servers write adds nobody. */
create function public.people_of_email(p_direction text, p_kind text, p_from text, p_recipients jsonb) returns setof text
language sql stable as $$
  select p.email
  from (
    select p_from where p_direction = 'inbound' and p_from <> '' and p_from !~ '^(mailer-?daemon|mail-daemon|postmaster)@'
    union
    select r ->> 'email' from pg_catalog.jsonb_array_elements(p_recipients) r
    where not exists (select from public.support_emails s where s.addresses @> array[r ->> 'email' collate "C"])
  ) p (email)
  where p_kind <> 'bounce'
$$;
select public.grant_to_service('people_of_email');
