/* A message of ours has its provider's name now: statuses that came before count. A name that another message has changes nothing. */
create function public.name_message(p_id uuid, p_key text) returns void
language plpgsql security definer set search_path = '' as $$
begin
  if exists (select from public.messages m where m.key = p_key and m.id <> p_id) then
    return;
  end if;
  update public.messages m set key = p_key where m.id = p_id and m.key is null;
  if not found then
    insert into public.message_aliases (key, message_id)
    select p_key, p_id where not exists (select from public.messages m where m.id = p_id and m.key = p_key)
    on conflict do nothing;
  end if;
  perform public.claim_message_statuses(array[p_id]);
end $$;
select public.grant_to_service('name_message');
