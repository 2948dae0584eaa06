/*
 * Does the next p_size of a bulk, each ticket as if it were changed alone: what one refuses does not stop the others. Returns how many it did, null when
 * nothing is left. Two at once take turns.
 */
create function public.run_ticket_bulk(p_id uuid, p_size integer default 200) returns integer
language plpgsql security definer set search_path = '' as $$
declare
  v_bulk    public.ticket_bulks;
  v_item    record;
  v_before  integer;
  v_outcome text;
  v_reason  text;
  v_done    integer := 0;
begin
  select * into v_bulk from public.ticket_bulks where id = p_id for update;
  if v_bulk.id is null or v_bulk.state = 'done' then
    return null;
  end if;
  -- In the name of whoever ordered it, also when a job does it.
  perform set_config('request.headers', (coalesce(nullif(current_setting('request.headers', true), ''), '{}')::jsonb
    || jsonb_build_object('x-actor-id', v_bulk.created_by))::text, true);
  for v_item in
    select i.position, i.ticket_id, t.version from public.ticket_bulk_items i left join public.tickets t on t.id = i.ticket_id
    where i.bulk_id = p_id and i.outcome is null order by i.position limit p_size
  loop
    v_reason := null;
    begin
      select case when u.version = v_item.version then 'skipped' else 'changed' end into v_outcome
      from public.update_ticket(v_item.ticket_id, v_bulk.change, v_bulk.steps, p_to => v_bulk.status, p_note => v_bulk.note) u;
    exception when others then
      -- What is refused, or names what is not there; nothing else is an outcome.
      if sqlstate !~ '^P04' and sqlstate <> '23503' then
        raise;
      end if;
      v_outcome := 'failed';
      v_reason := case sqlstate when '23503' then 'unprocessable' else sqlerrm end;
    end;
    update public.ticket_bulk_items i set outcome = v_outcome, reason = v_reason where i.bulk_id = p_id and i.position = v_item.position;
    update public.ticket_bulks b set state = 'running', changed = b.changed + (v_outcome = 'changed')::integer,
      skipped = b.skipped + (v_outcome = 'skipped')::integer, failed = b.failed + (v_outcome = 'failed')::integer
    where b.id = p_id;
    v_done := v_done + 1;
  end loop;
  if exists (select from public.ticket_bulk_items i where i.bulk_id = p_id and i.outcome is null) then
    return v_done;
  end if;
  update public.ticket_bulks set state = 'done', finished_at = now() where id = p_id;
  return null;
end $$;
select public.grant_to_service('run_ticket_bulk');
