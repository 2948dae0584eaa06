create function public.keep_message_search() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  insert into public.message_search as s (message_id, at, words)
  values (new.id, new.at,
    public.search_words(concat_ws(' ', new.text, new.location ->> 'name', new.location ->> 'address', new.reply ->> 'title')))
  on conflict (message_id) do update set words = excluded.words;
  return null;
end $$;
select public.grant_to_service('keep_message_search');
