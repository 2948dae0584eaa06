/* After the settings changed, by whomever: what was built with the old ones is built again. */
create function public.keep_kaleyra_settings() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  if tg_op <> 'UPDATE' then
    raise exception 'kaleyra_settings has one row, for good' using errcode = '55000';
  end if;
  perform public.rebuild_kaleyra_rollups();
  return null;
end $$;
select public.grant_to_service('keep_kaleyra_settings');
