/*
 * What a provider lists now: [{"name", "language", "category", "status", "header", "header_values", "body", "body_values", "buttons"}]. What it listed before and
 * lists no longer cannot be sent.
 */
create function public.sync_provider_templates(p_provider_id uuid, p_templates jsonb) returns void
language plpgsql security definer set search_path = '' as $$
begin
  insert into public.provider_templates as t (provider_id, name, language, category, status, header, header_values, body, body_values, buttons, synced_at)
  select distinct on (i.name, i.language) p_provider_id, i.name, i.language, i.category, i.status, i.header, i.header_values, i.body, i.body_values, i.buttons, now()
  from jsonb_to_recordset(p_templates) i (name text, language text, category text, status text, header text, header_values integer, body text, body_values integer,
    buttons jsonb)
  order by i.name, i.language
  on conflict (provider_id, name, language) do update set
    category = excluded.category, status = excluded.status, header = excluded.header, header_values = excluded.header_values, body = excluded.body,
    body_values = excluded.body_values, buttons = excluded.buttons, source = 'provider',
    status_at = case when t.status = excluded.status then t.status_at else now() end,
    reason = case when t.status = excluded.status then t.reason end
  -- That it is listed again is no change.
  where (t.category, t.status, t.header, t.header_values, t.body, t.body_values, t.buttons, t.source) is distinct from
    (excluded.category, excluded.status, excluded.header, excluded.header_values, excluded.body, excluded.body_values, excluded.buttons, 'provider');
  update public.provider_templates t set synced_at = now()
  where t.provider_id = p_provider_id
    and exists (select from jsonb_to_recordset(p_templates) i (name text, language text) where i.name = t.name and i.language = t.language);
  update public.provider_templates t set status = 'disabled', reason = 'not_listed', status_at = now()
  where t.provider_id = p_provider_id and t.source = 'provider' and t.status = 'approved' and t.synced_at is distinct from now();
  update public.provider_template_syncs s set finished_at = now(), found = jsonb_array_length(p_templates), error_code = null, error_message = null
  where s.provider_id = p_provider_id;
end $$;
select public.grant_to_service('sync_provider_templates');
