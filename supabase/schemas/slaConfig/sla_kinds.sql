create table public.sla_kinds (
  entity_type text collate "C" primary key,
  module      text collate "C" not null references public.modules (key),
  items       text collate "C" not null,
  facts       text collate "C" not null,
  events      text collate "C" not null,
  finished    text[] collate "C" not null,
  copies      text collate "C"
);
comment on table public.sla_kinds is 'Kinds of things that promises are made for: one row each, by register_sla_kind. access: service only';

select public.publish_table('public.sla_kinds', classes => 'none: entity_type, module, items, facts, events, finished, copies');

/*
 * Makes promises for a kind of thing.
 *
 *   p_module    whoever may view it sees the thing, and is told when nobody has it
 *   p_items     its table, with the columns id and status
 *   p_facts     a view with a row for each thing, for the conditions of policies and for reports:
 *               id uuid, status, channel, team, priority, tier, language, category, labels text[], tags text[], inbox uuid, subject, label,
 *               customer_id, assignee_id, created_at, excluded (in words why no clock runs for it, such as 'spam'; null otherwise), department
 *   p_events    a view of what happened to them besides changes of status: item_id, at, recorded_at, kind, by_user. Kinds are created (from then
 *               on the matter is open), customer_message, reply (a person's, visible to the customer), failed_reply (one that did not arrive),
 *               settled (nothing is left to do, whatever its status becomes), bot_reply and note
 *   p_finished  statuses that end it
 *   p_copies    null, or a function (p_ids uuid[]) returns uuid[]: writes what the table itself says of its clocks, by sla_standings, and returns
 *               those that it left alone because somebody else holds them; copy_sla calls it again for them. It never waits for a row
 *
 * The table's schema file calls follow_sla_status, and follow_sla for each table that its views read.
 */
create function public.register_sla_kind(
  p_entity_type text, p_module text, p_items text, p_facts text, p_events text, p_finished text[], p_copies text default null
) returns void
language sql set search_path = '' as $$
  insert into public.sla_kinds (entity_type, module, items, facts, events, finished, copies)
  values (p_entity_type, p_module, p_items, p_facts, p_events, p_finished, p_copies)
  on conflict (entity_type) do update set
    module = excluded.module, items = excluded.items, facts = excluded.facts, events = excluded.events, finished = excluded.finished,
    copies = excluded.copies
$$;
revoke execute on function public.register_sla_kind(text, text, text, text, text, text[], text) from public, anon, authenticated, service_role;
