/* Hands the agent's live threads, with their e-mails, back to nobody; each has the reason in the activity log. Returns how many they were. */
create function public.release_agent_email_threads(p_agent_id uuid, p_reason text) returns integer
language plpgsql security definer set search_path = '' as $$
declare
  v_threads uuid[] := array(
    select t.id from public.email_threads t
    where t.id in (select h.item_id from public.agent_email_threads h where h.agent_id = p_agent_id) order by t.id for update);
begin
  perform public.log_activity('release', 'email_threads', c.id::text,
    public.changed_fields(c.before, c.after, '{assignee_id}'), public.changed_fields(c.after, c.before, '{assignee_id}'), p_note => p_reason)
  from public.set_matter(v_threads, '{"assignee_id": null}') c;
  -- The copies on the e-mails.
  perform public.change_emails(
    array(select e.id from public.emails e where e.thread_id = any (v_threads) and e.deleted_at is null), '{"assignee_id": null}');
  return cardinality(v_threads);
end $$;
select public.grant_to_service('release_agent_email_threads');
