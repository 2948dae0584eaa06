/* How many e-mails match, exactly: a sum of kept counts where they know the filters, else a count in the index of the narrowest. Without search. */
create function public.count_emails(p_filter jsonb) returns bigint
language plpgsql stable security definer set search_path = '' set enable_seqscan = off set jit = off as $$
declare
  v_keys  text[] := array(select jsonb_object_keys(p_filter));
  v_total bigint;
begin
  if p_filter ? 'search' then
    execute 'select count(*) from public.emails e where ' || public.email_question(p_filter) into v_total;
  elsif v_keys <@ '{support_email_id,direction,status,spam,is_read,team}' then
    execute 'select coalesce(sum(c.rows), 0) from public.email_counters c where ' || public.email_conditions(p_filter, 'c') into v_total;
  elsif v_keys <@ '{support_email_id,direction,status,spam,is_read,team,kind,priority,category,sentiment,language,has_attachments,triage_state,send_state,unassigned}' then
    execute 'select coalesce(sum(c.rows), 0) from public.email_detail_counters c where ' || public.email_conditions(p_filter, 'c') into v_total;
  else
    execute 'select count(*) from public.emails e where ' || public.email_conditions(p_filter, 'e') into v_total;
  end if;
  return v_total;
end $$;
select public.grant_to_service('count_emails');
