/*
 * Makes a kind of thing one that agents hold: it waits in the queue, is given out by the router, and has query assignments.
 *
 *   p_module  whoever may view it sees the thing
 *   p_items   its table; the columns id and assignee_id are there
 *   p_live    a view of those that are not finished:
 *             id uuid, channel, team, priority (low, normal, high, urgent), language, skills [{"skill", "level"}], waiting_since, last_activity_at,
 *             last_answer_at, sla_due_at, customer_id, assignee_id, waits (nobody has it and somebody should), is_bots (a bot has it)
 *   p_assign  a function (p_ids uuid[], p_agents uuid[], p_team text, p_note text) returns void: writes the copies. A null in p_agents is nobody;
 *             p_team null leaves the team.
 *
 * The table's schema file calls follow_assignable beside it, so that whatever changes the table is followed.
 */
create function public.register_assignable(p_entity_type text, p_module text, p_items text, p_live text, p_assign text) returns void
language sql set search_path = '' as $$
  insert into public.assignable_kinds (entity_type, module, items, live, assign) values (p_entity_type, p_module, p_items, p_live, p_assign)
  on conflict (entity_type) do update set module = excluded.module, items = excluded.items, live = excluded.live, assign = excluded.assign
$$;
revoke execute on function public.register_assignable(text, text, text, text, text) from public, anon, authenticated, service_role;
