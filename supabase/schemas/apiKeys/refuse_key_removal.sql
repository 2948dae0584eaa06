/* Keys stay, or the activity log would no longer know them. */
create function public.refuse_key_removal() returns trigger
language plpgsql set search_path = '' as $$
begin
  raise exception 'an API key is revoked, never deleted' using errcode = '42501';
end $$;
