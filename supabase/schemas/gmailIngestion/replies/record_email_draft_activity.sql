/* That a draft was written is noted, its words are not: it is saved every few seconds. */
create function public.record_email_draft_activity() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  v_row public.email_drafts := case when tg_op = 'DELETE' then old else new end;
begin
  perform public.log_activity(
    lower(tg_op), 'email_drafts', v_row.id::text, null,
    jsonb_build_object('version', v_row.version, 'support_email_id', v_row.support_email_id, 'answers_email_id', v_row.answers_email_id, 'sent_email_id', v_row.sent_email_id));
  return null;
end $$;
select public.grant_to_service('record_email_draft_activity');
