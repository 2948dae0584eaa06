/* Has messages read anew, by filter; with p_dry_run only counts them. */
create function public.reparse_mailbox_messages(
  p_support_email_id uuid, p_state text, p_error_code text, p_from timestamptz, p_to timestamptz, p_dry_run boolean, p_actor_id uuid
) returns integer
language plpgsql security definer set search_path = '' as $$
declare
  v_count integer;
begin
  with chosen as (
    select b.id, (row_number() over (order by b.created_at, b.id) - 1) / 50 as batch from public.mailbox_messages b
    where (p_support_email_id is null or b.support_email_id = p_support_email_id) and (p_state is null or b.state = p_state)
      and (p_error_code is null or b.error_code = p_error_code) and (p_from is null or b.created_at >= p_from) and (p_to is null or b.created_at < p_to)
  ), batches as (
    select array_agg(c.id) as ids, count(*) as n from chosen c group by c.batch
  )
  select coalesce(sum(b.n), 0) into v_count from batches b
  left join lateral graphile_worker.add_job('emails.parse', json_build_object('mailbox_message_ids', b.ids, 'again', true)) job on not p_dry_run;
  if not p_dry_run then
    perform public.log_activity('reparse', 'mailbox_messages', 'by filter', null,
      jsonb_strip_nulls(jsonb_build_object('support_email_id', p_support_email_id, 'state', p_state, 'error_code', p_error_code, 'from', p_from, 'to', p_to, 'messages', v_count)), p_actor_id);
  end if;
  return v_count;
end $$;
select public.grant_to_service('reparse_mailbox_messages');
