/* Takes an account away with its secrets; its conversations stay. Raises chat_provider_not_found. */
create function public.delete_chat_provider(p_id uuid) returns public.chat_providers
language plpgsql security definer set search_path = '' as $$
declare
  v_row public.chat_providers;
begin
  update public.chat_providers p set deleted_at = now(), is_active = false, is_default = false, has_webhook_secret = false, has_api_key = false
  where p.id = p_id and p.deleted_at is null returning * into v_row;
  if not found then
    raise exception 'chat_provider_not_found' using errcode = 'P0404';
  end if;
  delete from public.chat_provider_secrets s where s.provider_id = p_id;
  return v_row;
end $$;
select public.grant_to_service('delete_chat_provider');
