/* When assignments go back unless somebody does something: [{"id", "answer_due_at"}]; null is never. */
create function public.set_answer_due(p_due jsonb) returns void
language sql security definer set search_path = '' as $$
  update public.query_assignments a set answer_due_at = d.answer_due_at, is_scheduled = true
  from jsonb_to_recordset(p_due) d (id uuid, answer_due_at timestamptz)
  where a.id = d.id and a.status = 'open'
$$;
select public.grant_to_service('set_answer_due');
