/* A provider with its sealed secret. Raises ivr_provider_exists. */
create function public.create_ivr_provider(p_provider jsonb, p_secret text) returns public.ivr_providers
language plpgsql security definer set search_path = '' as $$
declare
  v_given public.ivr_providers := jsonb_populate_record(null::public.ivr_providers, p_provider);
  v_row   public.ivr_providers;
begin
  insert into public.ivr_providers (id, slug, name, is_active, time_zone, region, field_mapping, status_mapping, sample_payload, menu, default_department,
    silence_minutes, has_secret, created_by)
  values (v_given.id, v_given.slug, v_given.name, coalesce(v_given.is_active, true), v_given.time_zone, v_given.region, v_given.field_mapping,
    coalesce(v_given.status_mapping, '{}'), v_given.sample_payload, coalesce(v_given.menu, '{}'), v_given.default_department, v_given.silence_minutes, true,
    v_given.created_by)
  on conflict (slug) where deleted_at is null do nothing
  returning * into v_row;
  if not found then
    raise exception 'ivr_provider_exists' using errcode = 'P0409', detail = jsonb_build_object('slug', v_given.slug);
  end if;
  insert into public.ivr_provider_secrets (provider_id, secret) values (v_row.id, p_secret);
  return v_row;
end $$;
select public.grant_to_service('create_ivr_provider');
