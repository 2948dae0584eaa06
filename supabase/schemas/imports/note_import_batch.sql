/* What became of the next rows, in the transaction that stores them: counts {"created", "updated", "unchanged", "failed"}, faults, and the first rows of all. */
create function public.note_import_batch(p_id uuid, p_rows integer, p_counts jsonb, p_faults jsonb, p_sample jsonb) returns void
language sql security definer set search_path = '' as $$
  insert into public.import_errors (import_id, line, field, code, message, details)
  select p_id, f.line, f.field, f.code, f.message, f.details
  from jsonb_to_recordset(p_faults) f (line integer, field text, code text, message text, details jsonb);
  update public.imports i set
    done = i.done + p_rows,
    created = i.created + (p_counts ->> 'created')::integer,
    updated = i.updated + (p_counts ->> 'updated')::integer,
    unchanged = i.unchanged + (p_counts ->> 'unchanged')::integer,
    failed = i.failed + (p_counts ->> 'failed')::integer,
    sample = i.sample || p_sample
  where i.id = p_id;
$$;
select public.grant_to_service('note_import_batch');
