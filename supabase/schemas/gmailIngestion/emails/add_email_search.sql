create function public.add_email_search() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  insert into public.email_search (email_id, received_at, words)
  select n.id, n.received_at, w.words
  from new_rows n
  cross join lateral public.words_of_email(n.subject, n.from_email, n.from_name, n.to_recipients, n.cc_recipients, n.new_text, n.body_text) w (words)
  where n.deleted_at is null;
  return null;
end $$;
select public.grant_to_service('add_email_search');
