/* Things of a kind that are not finished, as their view has them. */
create function public.live_items(p_entity_type text, p_ids uuid[])
returns table (
  id uuid, channel text, team text, priority text, language text, skills jsonb, waiting_since timestamptz, last_activity_at timestamptz,
  last_answer_at timestamptz, sla_due_at timestamptz, customer_id uuid, assignee_id uuid, waits boolean, is_bots boolean
)
language plpgsql stable security definer set search_path = '' as $$
declare
  v_live text := (select live from public.assignable_kinds where entity_type = p_entity_type);
begin
  if v_live is not null then
    return query execute format('select l.id, l.channel::text, l.team::text, l.priority::text, l.language::text, l.skills, l.waiting_since, l.last_activity_at,
      l.last_answer_at, l.sla_due_at, l.customer_id, l.assignee_id, l.waits, l.is_bots from public.%I l where l.id = any ($1)', v_live) using p_ids;
  end if;
end $$;
select public.grant_to_service('live_items');
