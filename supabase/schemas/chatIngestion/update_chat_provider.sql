/*
 * Changes what is given. Other secrets are given sealed, in p_secrets {"webhook_secret", "api_key"}; null takes one away. The former webhook secret is
 * believed for p_grace_ms more. Raises chat_provider_not_found, stale_version, chat_provider_exists.
 */
create function public.update_chat_provider(p_id uuid, p_change jsonb, p_secrets jsonb, p_grace_ms double precision, p_version integer default null)
returns public.chat_providers
language plpgsql security definer set search_path = '' as $$
declare
  v_old public.chat_providers;
  v_row public.chat_providers;
begin
  select * into v_old from public.chat_providers p where p.id = p_id and p.deleted_at is null for no key update;
  if not found then
    raise exception 'chat_provider_not_found' using errcode = 'P0404';
  elsif p_version <> v_old.version then
    raise exception 'stale_version' using errcode = 'P0409', detail = jsonb_build_object('version', v_old.version);
  end if;
  v_row := jsonb_populate_record(v_old, p_change);
  if v_row.slug <> v_old.slug and exists (select from public.chat_providers p where p.slug = v_row.slug and p.deleted_at is null) then
    raise exception 'chat_provider_exists' using errcode = 'P0409', detail = jsonb_build_object('slug', v_row.slug);
  end if;
  if v_row.is_default and not v_old.is_default then
    perform pg_advisory_xact_lock(hashtextextended('chat_providers:' || v_old.kind, 0));
    update public.chat_providers p set is_default = false where p.kind = v_old.kind and p.is_default and p.deleted_at is null;
  end if;
  if p_secrets <> '{}' then
    update public.chat_provider_secrets s set
      previous_webhook_secret = case when p_secrets ? 'webhook_secret' then s.webhook_secret else s.previous_webhook_secret end,
      previous_webhook_until = case when p_secrets ? 'webhook_secret' then now() + p_grace_ms * interval '1 millisecond' else s.previous_webhook_until end,
      webhook_secret = case when p_secrets ? 'webhook_secret' then p_secrets ->> 'webhook_secret' else s.webhook_secret end,
      api_key = case when p_secrets ? 'api_key' then p_secrets ->> 'api_key' else s.api_key end,
      updated_at = now()
    where s.provider_id = p_id;
    perform public.log_activity('set_credentials', 'chat_providers', p_id::text);
  end if;
  update public.chat_providers p set
    slug = v_row.slug, name = v_row.name, business_number = v_row.business_number, default_team = v_row.default_team, is_active = v_row.is_active,
    is_default = v_row.is_default, source = v_row.source, silence_minutes = v_row.silence_minutes,
    has_webhook_secret = case when p_secrets ? 'webhook_secret' then p_secrets ->> 'webhook_secret' is not null else p.has_webhook_secret end,
    has_api_key = case when p_secrets ? 'api_key' then p_secrets ->> 'api_key' is not null else p.has_api_key end
  where p.id = p_id returning * into v_row;
  return v_row;
end $$;
select public.grant_to_service('update_chat_provider');
