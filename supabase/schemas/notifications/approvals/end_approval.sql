/* Ends a request that the caller has locked, and lets its kind do what follows. */
create function public.end_approval(p_row public.approval_requests, p_outcome text, p_by uuid, p_note text) returns public.approval_requests
language plpgsql security definer set search_path = '' as $$
declare
  v_row public.approval_requests;
begin
  perform set_config('activity.step', jsonb_build_object('action',
    case p_outcome when 'approved' then 'approve' when 'rejected' then 'reject' when 'withdrawn' then 'withdraw' when 'expired' then 'expire' else 'void' end,
    'note', coalesce(p_note, ''))::text, true);
  update public.approval_requests r set status = p_outcome, decided_by = p_by, decided_at = clock_timestamp(), decision_note = coalesce(p_note, '')
  where r.id = p_row.id returning * into v_row;
  perform set_config('activity.step', '', true);
  execute format('select public.%I($1, $2, $3, $4)', (select k.apply from public.approval_kinds k where k.kind = v_row.kind))
    using v_row, p_outcome, p_by, coalesce(p_note, '');
  return v_row;
end $$;
select public.grant_to_service('end_approval');
