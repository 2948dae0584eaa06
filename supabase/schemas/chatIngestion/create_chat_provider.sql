/* An account with its sealed secrets; the first of its kind takes what comes without a slug. Raises chat_provider_exists. */
create function public.create_chat_provider(p_provider jsonb, p_address_secret text, p_webhook_secret text, p_api_key text) returns public.chat_providers
language plpgsql security definer set search_path = '' as $$
declare
  v_given public.chat_providers := jsonb_populate_record(null::public.chat_providers, p_provider);
  v_row   public.chat_providers;
begin
  perform pg_advisory_xact_lock(hashtextextended('chat_providers:' || v_given.kind, 0));
  if v_given.is_default then
    update public.chat_providers p set is_default = false where p.kind = v_given.kind and p.is_default and p.deleted_at is null;
  end if;
  insert into public.chat_providers (id, slug, kind, name, business_number, default_team, is_active, is_default, source, silence_minutes,
    has_webhook_secret, has_api_key, created_by)
  values (v_given.id, v_given.slug, v_given.kind, v_given.name, v_given.business_number, v_given.default_team, coalesce(v_given.is_active, true),
    coalesce(v_given.is_default, not exists (select from public.chat_providers p where p.kind = v_given.kind and p.deleted_at is null)),
    coalesce(v_given.source, ''), v_given.silence_minutes, p_webhook_secret is not null, p_api_key is not null, v_given.created_by)
  on conflict (slug) where deleted_at is null do nothing
  returning * into v_row;
  if not found then
    raise exception 'chat_provider_exists' using errcode = 'P0409', detail = jsonb_build_object('slug', v_given.slug);
  end if;
  insert into public.chat_provider_secrets (provider_id, address_secret, webhook_secret, api_key)
  values (v_row.id, p_address_secret, p_webhook_secret, p_api_key);
  return v_row;
end $$;
select public.grant_to_service('create_chat_provider');
