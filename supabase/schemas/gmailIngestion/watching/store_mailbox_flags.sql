/* Flags that changed in a folder: [{uid, flags, labels}]. Nothing happens when the folder is numbered otherwise by now. */
create function public.store_mailbox_flags(p_support_email_id uuid, p_folder text, p_uid_validity text, p_modseq text, p_changes jsonb) returns integer
language plpgsql set search_path = '' as $$
declare
  v_changed integer;
begin
  perform from public.mailbox_folders
  where support_email_id = p_support_email_id and path = p_folder and uid_validity = p_uid_validity for update;
  if not found then
    return 0;
  end if;
  with wanted as (
    select distinct on (p.mailbox_message_id) p.mailbox_message_id, coalesce(c.flags, '{}') as flags, coalesce(c.labels, '{}') as labels
    from jsonb_to_recordset(p_changes) as c (uid bigint, flags text[], labels text[])
    join public.mailbox_places p
      on p.support_email_id = p_support_email_id and p.folder = p_folder and p.uid_validity = p_uid_validity and p.uid = c.uid
    order by p.mailbox_message_id, c.uid desc
  ), locked as (
    select m.id from public.mailbox_messages m join wanted w on w.mailbox_message_id = m.id order by m.id for no key update of m
  )
  update public.mailbox_messages m set flags = w.flags, labels = w.labels
  from wanted w join locked on locked.id = w.mailbox_message_id
  where m.id = w.mailbox_message_id and (m.flags, m.labels) is distinct from (w.flags, w.labels);
  get diagnostics v_changed = row_count;
  update public.mailbox_folders set highest_modseq = p_modseq where support_email_id = p_support_email_id and path = p_folder;
  return v_changed;
end $$;
select public.grant_to_service('store_mailbox_flags');
