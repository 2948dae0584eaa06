/* What two spellings of one matter have in common. */
create function public.lead_matter_key(p_matter text) returns text
language sql immutable set search_path = '' as $$
  select lower(btrim(regexp_replace(p_matter, '\s+', ' ', 'g')))
$$;
select public.grant_to_service('lead_matter_key');

/* Before a lead is written: the key of its matter, its furthest stage, when it ended, and its score. */
create function public.keep_lead() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  c_stages constant text[] := array['new', 'contacted', 'qualified', 'proposal', 'won'];
begin
  new.matter_key := public.lead_matter_key(new.matter);
  if tg_op = 'INSERT' or new.status <> old.status then
    if array_position(c_stages, new.status) > array_position(c_stages, new.reached) then
      new.reached := new.status;
    end if;
    new.closed_at := case when new.status in ('won', 'lost') then coalesce(new.closed_at, now()) end;
    if new.status <> 'lost' then
      new.lost_reason := '';
    end if;
    if new.status in ('won', 'lost') then
      new.waiting_since := null;
    end if;
  end if;
  new.score := (select s.score from public.score_lead(new.source, new.touches, new.reached, new.status = 'lost', new.value_minor > 0, new.next_action <> '') s);
  return new;
end $$;
select public.grant_to_service('keep_lead');

/* The statement trigger of leads: a score that changed is a decision, with its reasons. */
create function public.explain_lead_scores() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  v_ids uuid[];
begin
  if tg_op = 'INSERT' then
    v_ids := array(select n.id from new_rows n where n.score > 0 order by n.id);
  else
    v_ids := array(select n.id from new_rows n join old_rows o on o.id = n.id where n.score <> o.score order by n.id);
  end if;
  if cardinality(v_ids) > 0 then
    perform public.record_decisions((
      select jsonb_agg(jsonb_build_object('kind', 'leads.score', 'entity_type', 'lead', 'entity_id', l.id, 'module', 'leads',
        'chosen', jsonb_build_object('score', l.score),
        'reason', coalesce((select string_agg((r ->> 'reason') || ' (' || (r ->> 'points') || ')', ' ') from jsonb_array_elements(s.reasons) r), 'Nothing speaks for it yet.'),
        'rule', 'score_lead', 'rule_version', '1',
        'inputs', jsonb_build_object('source', l.source, 'touches', l.touches, 'reached', l.reached, 'status', l.status, 'value_known', l.value_minor > 0,
          'has_next_action', l.next_action <> ''),
        'candidates', s.reasons) order by l.id)
      from public.leads l cross join lateral public.score_lead(l.source, l.touches, l.reached, l.status = 'lost', l.value_minor > 0, l.next_action <> '') s where l.id = any (v_ids)));
  end if;
  return null;
end $$;
select public.grant_to_service('explain_lead_scores');
