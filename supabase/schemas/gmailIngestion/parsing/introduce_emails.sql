/*
 * Who is behind the e-mails of a batch, and what of all they name is known here: [{"place", "direction", "kind", "from_email", "recipients",
 * "customer_address", "customer_name", "makes_customer", "message_id", "reference_ids", "ticket_tag", "gmail_thread_id"}] becomes {"known": [...],
 * "emails": [{"place", "people", "customer_id"}]}. Of what nobody knows, no thread has to be looked for.
 */
create function public.introduce_emails(p_mails jsonb) returns jsonb
language plpgsql security definer
set search_path = '' set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
declare
  v_customer  record;
  v_customers jsonb := '{}';
  v_ids       text[] collate "C" := array(select jsonb_array_elements_text(m -> 'reference_ids') from jsonb_array_elements(p_mails) m);
  v_known     text[] := array(select e.message_id from public.emails e where e.message_id = any (v_ids) and e.message_id <> '');
begin
  -- What they name and is written already, or what others named, too, and is not here.
  v_ids := array(
    select m ->> 'message_id' from jsonb_array_elements(p_mails) m where m ->> 'message_id' <> ''
    union all
    select i from unnest(v_ids) i where not i = any (v_known));
  v_known := v_known || array(
    select distinct r.id from public.emails e cross join lateral unnest(e.reference_ids) r (id)
    where e.reference_ids && v_ids and e.reference_ids <> '{}' and r.id = any (v_ids)
    union all
    select 'ticket ' || g.tag from (select distinct m ->> 'ticket_tag' as tag from jsonb_array_elements(p_mails) m where m ->> 'ticket_tag' is not null) g
    where exists (select from public.emails e where public.ticket_tag(e.subject) collate "C" = g.tag)
    union all
    select 'gmail ' || b.gmail_thread_id from public.mailbox_messages b
    where b.gmail_thread_id = any (array(select m ->> 'gmail_thread_id' from jsonb_array_elements(p_mails) m where m ->> 'gmail_thread_id' is not null))
      and exists (select from public.emails e where e.mailbox_message_id = b.id));

  -- Customers of all, in one order, so that nobody waits in a circle.
  for v_customer in
    select c.address, c.name, c.makes_one, i.customer_id, i.name = '' and c.name <> '' as gets_name
    from (
      select m ->> 'customer_address' as address, max(m ->> 'customer_name') as name, bool_or((m ->> 'makes_customer')::boolean) as makes_one
      from jsonb_array_elements(p_mails) m where m ->> 'customer_address' <> '' group by 1
    ) c
    left join lateral (
      select i.customer_id, k.name from public.customer_identities i join public.customers k on k.id = i.customer_id
      where i.kind = 'email' and i.value = c.address and i.ended_at is null and not i.is_shared offset 0
    ) i on true
    order by c.address
  loop
    if v_customer.makes_one and (v_customer.customer_id is null or v_customer.gets_name) then
      v_customer.customer_id := public.resolve_customer('email', v_customer.address, v_customer.name, 'email');
    end if;
    v_customers := v_customers || jsonb_build_object(v_customer.address, v_customer.customer_id);
  end loop;

  return jsonb_build_object('known', v_known, 'emails', (
    select coalesce(jsonb_agg(jsonb_build_object('place', m -> 'place', 'customer_id', v_customers -> (m ->> 'customer_address'), 'people', array(
      select p from public.people_of_email(m ->> 'direction', m ->> 'kind', m ->> 'from_email', m -> 'recipients') p))), '[]')
    from jsonb_array_elements(p_mails) m));
end $$;
select public.grant_to_service('introduce_emails');
