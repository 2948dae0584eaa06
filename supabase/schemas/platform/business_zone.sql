/* The zone that business days are cut in. */
create function public.business_zone() returns text
language sql stable set search_path = '' as $$ select s.timezone from public.kaleyra_settings s $$;
select public.grant_to_service('business_zone');
