create function public.keep_email_search() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  if new.deleted_at is not null then
    delete from public.email_search where email_id = new.id;
  else
    insert into public.email_search as s (email_id, received_at, words)
    values (new.id, new.received_at, public.email_words(new.subject, new.from_email, new.from_name, new.to_recipients, new.cc_recipients, new.new_text,
      new.body_text, public.email_file_names(new.id)))
    on conflict (email_id) do update set received_at = excluded.received_at, words = excluded.words;
  end if;
  return null;
end $$;
select public.grant_to_service('keep_email_search');

create function public.email_file_names(p_email_id uuid) returns text
language sql stable set search_path = '' as $$
  select coalesce(string_agg(a.filename, ' ' order by a.position), '') from public.email_attachments a where a.email_id = p_email_id and a.filename <> ''
$$;
select public.grant_to_service('email_file_names');
