/* Switches watching on or off; twice is once. Raises support_email_not_found, support_email_inactive. */
create function public.watch_support_email(p_id uuid, p_watched boolean) returns public.support_emails
language plpgsql set search_path = '' as $$
declare
  v_row public.support_emails;
begin
  select * into v_row from public.support_emails where id = p_id and deleted_at is null for no key update;
  if not found then
    raise exception 'support_email_not_found' using errcode = 'P0404';
  end if;
  if p_watched and not v_row.is_active then
    raise exception 'support_email_inactive' using errcode = 'P0409';
  end if;
  if v_row.is_watched <> p_watched then
    update public.support_emails set is_watched = p_watched, watched_since = case when p_watched then now() end, updated_at = now()
    where id = p_id
    returning * into v_row;
  end if;
  return v_row;
end $$;
select public.grant_to_service('watch_support_email');
