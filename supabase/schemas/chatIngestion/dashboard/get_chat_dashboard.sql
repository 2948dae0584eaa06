/*
 * Parts of the dashboard about a range, all as of one moment: {"totals", "days", "teams", "providers", "agents", "failures"}, those of p_parts. Every
 * provider that is there has its row, and removed ones that had chats in the range.
 */
create function public.get_chat_dashboard(
  p_start timestamptz, p_end timestamptz, p_parts text[], p_provider_id uuid default null, p_teams text[] default null
) returns jsonb
language plpgsql stable set search_path = '' set timezone = 'UTC' as $$
declare
  v_answer jsonb := '{}';
  v_part   text;
begin
  foreach v_part in array p_parts loop
    v_answer := v_answer || jsonb_build_object(v_part, case v_part
      when 'totals' then (select to_jsonb(f) from public.get_chat_figures(p_start, p_end, 'all', p_provider_id, p_teams) f)
      when 'failures' then (select coalesce(jsonb_agg(f), '[]') from public.get_chat_failures(p_start, p_end, p_provider_id, p_teams) f)
      when 'providers' then (
        select coalesce(jsonb_agg(coalesce(to_jsonb(f), '{}') || jsonb_build_object('provider_id', p.id, 'name', p.name, 'slug', p.slug, 'kind', p.kind, 'business_number', p.business_number)
          order by coalesce(f.messages, 0) desc, p.name, p.id), '[]')
        from public.get_chat_figures(p_start, p_end, 'provider', p_provider_id, p_teams) f
        full join public.chat_providers p on p.id = f.provider_id
        where f.provider_id is not null or (p.deleted_at is null and (p_provider_id is null or p.id = p_provider_id)))
      else (
        select coalesce(jsonb_agg(f), '[]') from public.get_chat_figures(
          p_start, p_end, case v_part when 'days' then 'day' when 'teams' then 'team' when 'agents' then 'agent' end, p_provider_id, p_teams) f)
    end);
  end loop;
  return v_answer;
end $$;
select public.grant_to_service('get_chat_dashboard');
