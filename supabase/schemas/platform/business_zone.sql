/* The zone that business days are cut in. */
create function public.business_zone() returns text
language sql stable set search_path = '' as $$ select s.timezone from public.kaleyra_settings s $$;
revoke execute on function public.business_zone() from public, anon, authenticated;
grant execute on function public.business_zone() to service_role;
