/* Takes a provider away with its secret; its calls stay. Raises ivr_provider_not_found. */
create function public.delete_ivr_provider(p_id uuid) returns public.ivr_providers
language plpgsql security definer set search_path = '' as $$
declare
  v_row public.ivr_providers;
begin
  update public.ivr_providers p set deleted_at = now(), is_active = false, has_secret = false
  where p.id = p_id and p.deleted_at is null returning * into v_row;
  if not found then
    raise exception 'ivr_provider_not_found' using errcode = 'P0404';
  end if;
  delete from public.ivr_provider_secrets s where s.provider_id = p_id;
  return v_row;
end $$;
select public.grant_to_service('delete_ivr_provider');
