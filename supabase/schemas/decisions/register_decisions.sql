/*
 * Shows decisions that a module keeps in a table of its own, as a view with the columns of public.decisions, all of one kind and one module.
 * A page reads its newest rows: the table behind it needs an index on the time and the id, and one with the thing that was decided before them.
 */
create function public.register_decisions(p_kind text, p_module text, p_relation text) returns void
language sql set search_path = '' as $$
  insert into public.decision_sources (kind, module, relation) values (p_kind, p_module, p_relation)
  on conflict (kind) do update set module = excluded.module, relation = excluded.relation
$$;
revoke execute on function public.register_decisions(text, text, text) from public, anon, authenticated, service_role;
