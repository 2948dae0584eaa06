create function public.add_email_search() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  insert into public.email_search (email_id, received_at, words)
  select n.id, n.received_at,
    public.email_words(n.subject, n.from_email, n.from_name, n.to_recipients, n.cc_recipients, n.new_text, n.body_text)
  from new_rows n where n.deleted_at is null;
  return null;
end $$;
select public.grant_to_service('add_email_search');
