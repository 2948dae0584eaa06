set check_function_bodies = off;

CREATE TABLE "public"."timeline_picks" (
  "kind"        text                     COLLATE pg_catalog."C" NOT NULL,
  "entry_id"    text                     COLLATE pg_catalog."C" NOT NULL,
  "customer_id" uuid                     NOT NULL,
  "picked_by"   uuid,
  "picked_at"   timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "timeline_picks_pkey" PRIMARY KEY (kind, entry_id)
);

ALTER TABLE "public"."timeline_picks"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."timeline_picks" FROM "anon";

CREATE OR REPLACE FUNCTION public.add_identities (
  p_customer_id uuid,
  p_identities  jsonb,
  p_source      text,
  p_at          timestamp with time zone
)
  RETURNS void
  LANGUAGE sql
  SECURITY DEFINER
  SET search_path TO ''
  SET enable_seqscan TO 'off'
  SET enable_hashjoin TO 'off'
  SET enable_mergejoin TO 'off'
  AS $function$
  insert into public.customer_identities (customer_id, kind, value, written, verified, source, first_seen_at, last_seen_at, begins_at, is_primary)
  select n.customer_id, n.kind, n.value, n.written, n.verified, p_source, p_at, p_at,
    (select max(f.ended_at) from public.customer_identities f where f.kind = n.kind and f.value = n.value and f.ended_at is not null),
    -- Asked for each, and not read whole: there are few here and many there.
    n.turn = 1 and (
      select true from public.customer_identities o where o.customer_id = n.customer_id and o.kind = n.kind and o.is_primary and o.ended_at is null limit 1) is null
  from (
    select w.customer_id, c.kind, c.value, coalesce(c.written, c.value) as written, coalesce(c.verified, false) as verified,
      row_number() over (partition by w.customer_id, c.kind order by c.value) as turn
    from jsonb_to_recordset(p_identities) c (customer_id uuid, kind text collate "C", value text collate "C", written text, verified boolean)
    cross join lateral (select coalesce(p_customer_id, c.customer_id) as customer_id) w
  ) n
$function$;

CREATE OR REPLACE FUNCTION public.describe_customers (
  p_ids uuid[]
)
  RETURNS void
  LANGUAGE sql
  SECURITY DEFINER
  SET search_path TO ''
  SET enable_seqscan TO 'off'
  SET enable_hashjoin TO 'off'
  SET enable_mergejoin TO 'off'
  AS $function$
  with roots as materialized (
    select distinct coalesce(c.merged_into, c.id) as id from public.customers c where c.id = any (p_ids)
  ), members as materialized (
    select r.id as root, c.id, c.name, true as is_root, c.created_at from roots r join public.customers c on c.id = r.id
    union all
    select r.id, c.id, c.name, false, c.created_at from roots r join public.customers c on c.merged_into = r.id
  ), addresses as materialized (
    select m.root, i.kind, i.value, i.is_primary, i.ended_at, i.first_seen_at
    from members m join public.customer_identities i on i.customer_id = m.id
    where i.ended_at is null or i.ended_reason <> 'removed'
  ), texts as (
    select r.id,
      coalesce(
        (select m.name from members m where m.root = r.id and m.name <> '' order by m.is_root desc, m.created_at, m.id limit 1),
        (select a.value from addresses a where a.root = r.id and a.ended_at is null
         order by a.is_primary desc, array_position(array['phone', 'email', 'whatsapp_username', 'external', 'whatsapp_user_id'], a.kind), a.first_seen_at, a.value limit 1),
        '') as display_name,
      public.fold_text(concat_ws(' ',
        (select string_agg(distinct m.name, ' ') from members m where m.root = r.id and m.name <> ''),
        (select string_agg(distinct a.value, ' ') from addresses a where a.root = r.id))) as search_text
    from roots r
  )
  update public.customers c set display_name = t.display_name, search_text = t.search_text
  from texts t where c.id = t.id and (c.display_name, c.search_text) is distinct from (t.display_name, t.search_text)
$function$;

CREATE OR REPLACE FUNCTION public.note_phone_spellings()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_spellings integer;
begin
  execute format($sql$
    insert into public.phone_spellings (written, role)
    select distinct c.%1$I, %2$L from changed c
    where c.%1$I <> '' and not exists (select from public.phone_spellings s where s.written = c.%1$I)
    order by 1 on conflict do nothing
  $sql$, tg_argv[0], tg_argv[1]);
  -- A dynamic statement sets no FOUND.
  get diagnostics v_spellings = row_count;
  -- Before the first start there is no queue; the schedule finds what waits.
  if v_spellings > 0 and to_regnamespace('graphile_worker') is not null then
    perform graphile_worker.add_job('customers.read_numbers', '{}', job_key => 'customers.read_numbers');
  end if;
  -- A number that turns out to be an agent's is one of ours from now on.
  if tg_argv[1] = 'own' then
    execute format('update public.phone_spellings s set role = ''own'' from changed c where s.written = c.%I and s.role <> ''own''', tg_argv[0]);
  end if;
  return null;
end $function$;

CREATE OR REPLACE FUNCTION public.pick_customer (
  p_call_id     text,
  p_customer_id uuid,
  p_by          uuid
)
  RETURNS SETOF public.timeline_picks
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_number text := (select c.customer_number from public.kaleyra_calls c where c.call_id = p_call_id);
  v_root   uuid := public.live_customer(p_customer_id);
begin
  if v_number is null then
    raise exception 'timeline_entry_not_found' using errcode = 'P0404', detail = '{}';
  elsif v_root is null then
    raise exception 'customer_not_found' using errcode = 'P0404', detail = jsonb_build_object('id', p_customer_id);
  end if;
  perform from public.phone_spellings s
  join public.customer_identities i on i.kind = 'phone' and i.value = s.e164 and i.is_shared and i.ended_at is null
  where s.written = v_number and i.customer_id = any (public.customer_members(v_root));
  if not found then
    raise exception 'not_a_candidate' using errcode = 'P0422', detail = jsonb_build_object('candidates', (
      select coalesce(jsonb_agg(distinct public.customer_root(i.customer_id)), '[]') from public.phone_spellings s
      join public.customer_identities i on i.kind = 'phone' and i.value = s.e164 and i.is_shared and i.ended_at is null
      where s.written = v_number));
  end if;
  return query
  insert into public.timeline_picks as p (kind, entry_id, customer_id, picked_by) values ('call', p_call_id, v_root, p_by)
  on conflict (kind, entry_id) do update set customer_id = v_root, picked_by = p_by, picked_at = now()
  returning *;
end $function$;

REVOKE ALL ON FUNCTION "public"."pick_customer"(text, uuid, uuid) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.place_customer (
  p_item jsonb,
  OUT    customer_id uuid,
  OUT    outcome text,
  OUT    evidence jsonb
)
  RETURNS record
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_at     timestamptz := coalesce((p_item ->> 'at')::timestamptz, now());
  v_name   text := coalesce(btrim(p_item ->> 'name'), '');
  v_source text := coalesce(p_item ->> 'source', '');
  v_new    jsonb;
  v_shared jsonb;
  v_roots  uuid[];
begin
  -- Whose each address is, the strongest first: what a provider gives out before what people share and pass on. Our own ones say nothing, and a shared
  -- one names candidates.
  select
    coalesce(jsonb_agg(c.value) filter (where i.id is null and s.candidates is null), '[]'),
    coalesce(jsonb_agg(
      jsonb_build_object('kind', i.kind, 'value', i.value, 'identity_id', i.id, 'customer_id', i.customer_id, 'verified', i.verified)
      order by c.strength, i.verified desc, i.value) filter (where i.id is not null), '[]'),
    array_agg(distinct i.root) filter (where i.id is not null),
    coalesce(jsonb_path_query_array(jsonb_agg(s.candidates) filter (where s.candidates is not null), '$[*][*]'), '[]')
  into v_new, evidence, v_roots, v_shared
  from (
    select distinct on (c.value ->> 'kind', c.value ->> 'value') c.value,
      array_position(array['whatsapp_user_id', 'external', 'phone', 'email', 'whatsapp_username'], c.value ->> 'kind') as strength
    from jsonb_array_elements(p_item -> 'identities') c
    where not exists (select from public.own_identities o where o.kind = c.value ->> 'kind' and o.value = c.value ->> 'value')
  ) c
  left join lateral (
    select i.id, i.kind, i.value, i.customer_id, i.verified, coalesce(k.merged_into, k.id) as root
    from public.customer_identities i join public.customers k on k.id = i.customer_id
    where i.kind = c.value ->> 'kind' and i.value = c.value ->> 'value' and i.ended_at is null and not i.is_shared offset 0
  ) i on true
  cross join lateral (
    select jsonb_agg(jsonb_build_object('kind', o.kind, 'value', o.value, 'identity_id', o.id, 'customer_id', o.customer_id, 'verified', o.verified) order by o.id) as candidates
    from public.customer_identities o where o.kind = c.value ->> 'kind' and o.value = c.value ->> 'value' and o.ended_at is null and o.is_shared
  ) s;
  customer_id := (evidence -> 0 ->> 'customer_id')::uuid;

  if cardinality(v_roots) > 1 then
    outcome := 'conflict';
    perform public.suggest_customers(
      (select coalesce(c.merged_into, c.id) from public.customers c where c.id = place_customer.customer_id),
      (select r from unnest(v_roots) r where r <> (select coalesce(c.merged_into, c.id) from public.customers c where c.id = place_customer.customer_id) order by r limit 1),
      'same_message', evidence, 80);
  elsif customer_id is not null then
    outcome := 'matched';
    perform public.add_identities(customer_id, v_new, v_source, v_at);
    update public.customers c set name = v_name where c.id = place_customer.customer_id and c.name = '' and v_name <> '';
  elsif v_new = '[]' then
    outcome := case when v_shared = '[]' then 'ours' else 'shared' end;
    evidence := v_shared;
  else
    -- Together with an address that nobody has, a shared one is one more of a new person.
    evidence := v_shared;
    outcome := case when coalesce((p_item ->> 'make')::boolean, true) then 'made' else 'unknown' end;
    if outcome = 'made' then
      insert into public.customers (name, display_name, search_text)
      values (v_name, coalesce(nullif(v_name, ''), v_new -> 0 ->> 'value'),
        public.fold_text(concat_ws(' ', nullif(v_name, ''), (select string_agg(distinct c ->> 'value', ' ') from jsonb_array_elements(v_new) c))))
      returning id into customer_id;
      perform public.add_identities(customer_id, v_new, v_source, v_at);
      -- asha+orders@ may be asha@, and may be somebody else: providers differ.
      perform public.suggest_customers(place_customer.customer_id, public.customer_root(i.customer_id), 'plus_address', jsonb_build_array(
        jsonb_build_object('kind', 'email', 'value', c.value ->> 'value', 'customer_id', place_customer.customer_id),
        jsonb_build_object('kind', 'email', 'value', i.value, 'customer_id', i.customer_id)), 50)
      from jsonb_array_elements(v_new) c
      join public.customer_identities i on i.kind = 'email' and i.value = regexp_replace(c.value ->> 'value', '[+][^@]*@', '@') and i.ended_at is null
      where c.value ->> 'kind' = 'email' and c.value ->> 'value' ~ '^[^@]+[+][^@]*@';
    end if;
  end if;

  update public.customer_identities i set last_seen_at = v_at
  from jsonb_array_elements(place_customer.evidence) e
  where i.id = (e ->> 'identity_id')::uuid and i.last_seen_at < v_at - interval '1 day';
end $function$;

CREATE OR REPLACE FUNCTION public.resolve_customers (
  p_items jsonb
)
  RETURNS TABLE (
    item        integer,
    customer_id uuid,
    outcome     text,
    evidence    jsonb
  )
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  SET plan_cache_mode TO 'force_generic_plan'
  SET enable_seqscan TO 'off'
  SET enable_hashjoin TO 'off'
  SET enable_mergejoin TO 'off'
  AS $function$
declare
  v_known record;
  v_sure  integer[] := '{}';
begin
  if jsonb_array_length(p_items) > 500 then
    raise exception 'too_many_items' using errcode = 'P0422', detail = jsonb_build_object('max', 500);
  end if;
  -- Most are known already, by all their addresses and without a doubt: one statement for all of them.
  for v_known in
    select c.item, (array_agg(i.customer_id order by i.verified desc, c.kind, i.id))[1] as customer_id,
      jsonb_agg(jsonb_build_object('kind', c.kind, 'value', c.value, 'identity_id', i.id, 'customer_id', i.customer_id, 'verified', i.verified)) as evidence
    from (
      select (i.n - 1)::integer as item, c.value ->> 'kind' as kind, c.value ->> 'value' as value, (i.value ->> 'at')::timestamptz as at, i.value ->> 'name' as name
      from jsonb_array_elements(p_items) with ordinality i (value, n) cross join lateral jsonb_array_elements(i.value -> 'identities') c
    ) c
    left join lateral (
      select i.id, i.customer_id, i.verified, i.last_seen_at, coalesce(k.merged_into, k.id) as root, k.name
      from public.customer_identities i join public.customers k on k.id = i.customer_id
      where i.kind = c.kind and i.value = c.value and i.ended_at is null and not i.is_shared offset 0
    ) i on true
    group by c.item
    -- What is to be noted (a name, when it was last seen) is noted below.
    having count(*) = count(i.id) and count(distinct i.root) = 1
      and not coalesce(bool_or(i.name = '' and c.name <> '') or bool_or(i.last_seen_at < c.at - interval '1 day'), false)
  loop
    item := v_known.item;
    customer_id := v_known.customer_id;
    outcome := 'matched';
    evidence := v_known.evidence;
    v_sure := v_sure || item;
    return next;
  end loop;
  if cardinality(v_sure) = jsonb_array_length(p_items) then
    return;
  end if;

  -- The others one by one. Whoever meets the same address at the same time waits here; in one order, so that nobody waits in a circle.
  perform pg_advisory_xact_lock(hashtextextended('customer_identity:' || k.kind || ':' || k.value, 0)) from (
    select distinct c.value ->> 'kind' as kind, c.value ->> 'value' as value
    from jsonb_array_elements(p_items) with ordinality i (value, n) cross join lateral jsonb_array_elements(i.value -> 'identities') c
    where i.n - 1 <> all (v_sure)
    order by 1, 2
  ) k;
  for item in select n - 1 from generate_series(1, jsonb_array_length(p_items)) n where n - 1 <> all (v_sure) loop
    select p.customer_id, p.outcome, p.evidence into customer_id, outcome, evidence from public.place_customer(p_items -> item) p;
    return next;
  end loop;
end $function$;

CREATE OR REPLACE FUNCTION public.store_parsed_emails (
  p_emails jsonb,
  p_again  boolean DEFAULT false
)
  RETURNS TABLE (
    mailbox_message_id uuid,
    email_id           uuid,
    outcome            text
  )
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  SET plan_cache_mode TO 'force_generic_plan'
  SET enable_seqscan TO 'off'
  SET enable_hashjoin TO 'off'
  SET enable_mergejoin TO 'off'
  AS $function$
declare
  v_mailbox   public.support_emails;
  v_all       public.given_email[];
  v_given     public.given_email;
  v_message   public.mailbox_messages;
  v_mail      jsonb;
  v_customer  record;
  v_addresses text[] := '{}';
  v_customers uuid[] := '{}';
  v_email     public.emails;
  v_place     record;
  v_placed    public.placed_email;
  v_may_know  boolean;
  v_must_wait boolean;
  v_ids       text[] collate "C";
  v_known     text[];           -- what is named by e-mails that are written, or by those of this batch so far
  v_messages  uuid[] := '{}';   -- those of this batch that are done, with their e-mails
  v_emails    uuid[] := '{}';
  v_waiting   public.placed_email[] := '{}';
  v_busy      uuid[] := '{}';   -- the threads of those that wait
  v_met       text[] := '{}';   -- what those name
begin
  -- One writer per mailbox, so that two messages of one matter cannot begin two threads; in one order, so that nobody waits in a circle.
  for v_mailbox in
    select s.* from public.support_emails s where s.id in (
      select b.support_email_id from jsonb_array_elements(p_emails) m join public.mailbox_messages b on b.id = (m ->> 'mailbox_message_id')::uuid)
    order by s.id
  loop
    perform pg_advisory_xact_lock(hashtextextended('email_threads:' || v_mailbox.id, 0));
  end loop;
  -- What was sent, and what came back: sends are locked before threads, and these before e-mails, by everybody.
  perform from public.sends s where s.id = any (array(
    select e.send_id from jsonb_array_elements(p_emails) m
    cross join lateral (values (m ->> 'message_id'), (m ->> 'original_message_id'), (m -> 'bounce' ->> 'original_message_id')) i (message_id)
    cross join lateral (select * from public.emails a where a.message_id = i.message_id and a.message_id <> '' offset 0) e
    where e.send_id is not null))
  order by s.id for update;
  insert into public.stored_files (sha256, size)
  select distinct on (f.sha256) f.sha256, f.size from (
    select a ->> 'sha256' as sha256, (a ->> 'size')::bigint as size from jsonb_array_elements(p_emails) m, jsonb_array_elements(m -> 'attachments') a
    where a ->> 'sha256' is not null
    union all
    select b.raw_sha256, b.raw_size from jsonb_array_elements(p_emails) m join public.mailbox_messages b on b.id = (m ->> 'mailbox_message_id')::uuid
  ) f
  where not exists (select from public.stored_files s where s.sha256 = f.sha256)
  order by f.sha256 on conflict (sha256) do nothing;
  perform from public.mailbox_messages b where b.id = any (array(select (m ->> 'mailbox_message_id')::uuid from jsonb_array_elements(p_emails) m)) order by b.id for update;

  -- Whose each is, and what it names. Of one that is an e-mail already, and the same, nobody asks for the customer.
  select array_agg(
    row(m.n - 1, b, i.is_sent, o.is_ours, coalesce(c.address, ''), case when o.is_ours then '' else coalesce(w.writer ->> 'name', '') end, p.people, r.ids, t.tag,
      array_remove(r.ids || (m.mail ->> 'message_id'), '') || array_remove(array['ticket ' || t.tag, 'gmail ' || b.gmail_thread_id], null), w.kind, w.writer)::public.given_email
    order by m.n)
  into v_all
  from jsonb_array_elements(p_emails) with ordinality m (mail, n)
  left join public.mailbox_messages b on b.id = (m.mail ->> 'mailbox_message_id')::uuid
  left join public.support_emails s on s.id = b.support_email_id
  left join public.emails x on x.id = b.email_id
  cross join lateral (
    select b.folder_role = 'sent' or '\Sent' = any (b.labels) or exists (
      select from public.mailbox_places l join public.mailbox_folders f on f.support_email_id = l.support_email_id and f.path = l.folder
      where l.mailbox_message_id = b.id and f.role = 'sent') as is_sent offset 0
  ) i
  -- Under our own address forms and groups write, too: ours is what we know that we sent.
  cross join lateral (
    select i.is_sent or (coalesce(m.mail -> 'from' ->> 'email' = s.email_address, false) and exists (
      select from (select * from public.emails a where a.message_id = any (array[m.mail ->> 'message_id', m.mail ->> 'original_message_id']) and a.message_id <> '' offset 0) e
      where e.support_email_id = s.id and e.direction = 'outbound' and e.send_id is not null)) as is_ours offset 0
  ) o
  cross join lateral (
    select (m.mail -> 'to') || (m.mail -> 'cc') || (m.mail -> 'bcc') as recipients, case when o.is_ours then m.mail -> 'from' else public.writer_of_mail(m.mail) end as writer,
      public.kind_of_mail(m.mail, s.email_address, o.is_ours) as kind offset 0
  ) w
  left join lateral (
    select a.value ->> 'email' as address
    from jsonb_array_elements(case when o.is_ours then w.recipients else jsonb_build_array(w.writer) end) with ordinality a (value, n)
    where a.value ->> 'email' <> '' and not exists (select from public.support_emails x where x.email_address = a.value ->> 'email')
      and (b.state <> 'parsed' or (x.send_id is null and (x.direction, x.from_email) <> (case when o.is_ours then 'outbound' else 'inbound' end, coalesce(w.writer ->> 'email', ''))))
    order by a.n limit 1
  ) c on true
  cross join lateral (
    select array(
      select p from public.people_of_email(case when o.is_ours then 'outbound' else 'inbound' end, w.kind, coalesce(w.writer ->> 'email', ''), w.recipients) p
    ) as people offset 0
  ) p
  cross join lateral (
    -- A report names what it is about.
    select array(select jsonb_array_elements_text(m.mail -> 'reference_ids')) || array(
      select x.id from (values (m.mail -> 'bounce' ->> 'original_message_id')) x (id) where x.id <> '' and not (m.mail -> 'reference_ids') ? x.id) as ids offset 0
  ) r
  cross join lateral (select public.ticket_tag(m.mail ->> 'subject') as tag offset 0) t;

  -- What they name and is written already, or what others named, too, and is not here. Of what nobody named, no thread has to be looked for.
  v_ids := array(select unnest(g.reference_ids) from unnest(v_all) g);
  v_known := array(select e.message_id from public.emails e where e.message_id = any (v_ids) and e.message_id <> '');
  v_ids := array(
    select m ->> 'message_id' from jsonb_array_elements(p_emails) m where m ->> 'message_id' <> ''
    union all
    select i from unnest(v_ids) i where not i = any (v_known));
  v_known := v_known || array(
    select distinct r.id from public.emails e cross join lateral unnest(e.reference_ids) r (id)
    where e.reference_ids && v_ids and e.reference_ids <> '{}' and r.id = any (v_ids)
    union all
    select 'ticket ' || g.ticket_tag from (select distinct g.ticket_tag from unnest(v_all) g where g.ticket_tag is not null) g
    where exists (select from public.emails e where public.ticket_tag(e.subject) collate "C" = g.ticket_tag)
    union all
    select 'gmail ' || b.gmail_thread_id from public.mailbox_messages b
    where b.gmail_thread_id = any (array(select (g.message).gmail_thread_id from unnest(v_all) g where (g.message).gmail_thread_id is not null))
      and exists (select from public.emails e where e.mailbox_message_id = b.id));

  -- Customers of all, in one order for the same reason. Machines make none, but those that are known are.
  for v_customer in
    select c.address, c.name, c.is_person, i.customer_id, i.name = '' and c.name <> '' as gets_name
    from (
      select g.customer_address as address, max(g.customer_name) as name, bool_or(g.kind = 'message') as is_person
      from unnest(v_all) g where g.customer_address <> '' group by 1
    ) c
    left join lateral (
      select i.customer_id, k.name from public.customer_identities i join public.customers k on k.id = i.customer_id
      where i.kind = 'email' and i.value = c.address and i.ended_at is null and not i.is_shared offset 0
    ) i on true
    order by c.address
  loop
    v_addresses := v_addresses || v_customer.address;
    v_customers := v_customers || case
      when v_customer.is_person and (v_customer.customer_id is null or v_customer.gets_name) then public.resolve_customer('email', v_customer.address, v_customer.name, 'email')
      else v_customer.customer_id
    end;
  end loop;

  foreach v_given in array v_all loop
    v_message := v_given.message;
    v_mail := p_emails -> v_given.place;
    mailbox_message_id := (v_mail ->> 'mailbox_message_id')::uuid;
    email_id := null;
    if v_message.id is null then
      outcome := 'gone';
    elsif mailbox_message_id = any (v_messages) then
      email_id := v_emails[array_position(v_messages, mailbox_message_id)];
      outcome := 'known';
    elsif v_message.state = 'parsed' and not p_again then
      email_id := v_message.email_id;
      outcome := 'known';
    else
      if v_mailbox.id is distinct from v_message.support_email_id then
        select * into v_mailbox from public.support_emails s where s.id = v_message.support_email_id;
      end if;
      if v_message.email_id is not null or v_given.is_ours then
        -- What we wrote is rare enough to be done on its own.
        if v_waiting <> '{}' then
          perform public.write_placed_emails(v_waiting, p_emails);
          v_waiting := '{}'; v_busy := '{}'; v_met := '{}';
        end if;
        if v_message.email_id is not null then
          select r.email_id, r.outcome into email_id, outcome from public.renew_parsed_email(v_given, v_mail, v_customers[array_position(v_addresses, v_given.customer_address)]) r;
        else
          email_id := public.link_sent_email(v_message, v_given.is_sent, v_mail);
          outcome := case when email_id is not null then 'own' end;
        end if;
        if email_id is not null then
          update public.mailbox_messages b set state = 'parsed', email_id = store_parsed_emails.email_id, parsed_at = now(), error_code = null, error_message = null
          where b.id = v_message.id;
        end if;
      end if;
      if email_id is null then
        v_email := public.read_given_email(v_given, v_mail, v_customers[array_position(v_addresses, v_given.customer_address)]);
        v_may_know := v_given.clues && v_known;
        v_must_wait := v_may_know and v_given.clues && v_met;
        if not v_must_wait then
          select * into v_place from public.prepare_email(v_email, v_given, v_mailbox, v_mail, v_may_know, v_busy);
          v_must_wait := v_place.must_wait;
        end if;
        if v_must_wait then
          perform public.write_placed_emails(v_waiting, p_emails);
          v_waiting := '{}'; v_busy := '{}'; v_met := '{}';
          select * into v_place from public.prepare_email(v_email, v_given, v_mailbox, v_mail, v_may_know, v_busy);
        end if;
        v_placed := v_place.placed;
        v_waiting := v_waiting || v_placed;
        v_busy := v_busy || (v_placed.email).thread_id;
        v_met := v_met || v_given.clues;
        email_id := v_email.id;
        outcome := 'stored';
        if v_placed.joins or v_placed.has_refused or v_placed.bounce is not null then
          perform public.write_placed_emails(v_waiting, p_emails);
          v_waiting := '{}'; v_busy := '{}'; v_met := '{}';
        end if;
      end if;
      v_messages := v_messages || mailbox_message_id;
      v_emails := v_emails || email_id;
      v_known := v_known || v_given.clues;
    end if;
    return next;
  end loop;
  if v_waiting <> '{}' then
    perform public.write_placed_emails(v_waiting, p_emails);
  end if;
end $function$;

CREATE OR REPLACE FUNCTION public.timeline_statement (
  p_modules    text[],
  p_filter     jsonb,
  p_conditions text,
  p_select     text,
  p_tail       text
)
  RETURNS text
  LANGUAGE plpgsql
  STABLE
  SET search_path TO ''
  AS $function$
declare
  v_given text := concat(
    case when p_filter ? 'from' then format(' and v.at >= %L', p_filter ->> 'from') end,
    case when p_filter ? 'to' then format(' and v.at < %L', p_filter ->> 'to') end,
    case when p_filter ? 'agent_id' then format(' and v.agent_id = %L', p_filter ->> 'agent_id') end,
    case when p_filter ? 'direction' then format(' and v.direction = %L', p_filter ->> 'direction') end);
begin
  return (
    select string_agg(case s.key
      when 'customer' then format(
        'select %1$s from unnest($1) k (key) cross join lateral (select v.* from public.%2$I v where v.key = k.key%3$s%4$s) v',
        replace(p_select, '<kind>', quote_literal(s.kind)), s.relation, v_given, replace(concat(p_conditions, p_tail), '<kind>', quote_literal(s.kind)))
      else format(
        'select %1$s from unnest($2, $3, $4) k (key, begins_at, ended_at) cross join lateral (
           select v.* from public.%2$I v
           where v.key = k.key and v.at >= coalesce(k.begins_at, ''-infinity'') and v.at < k.ended_at%3$s%4$s) v',
        replace(p_select, '<kind>', quote_literal(s.kind)), s.relation, v_given, replace(concat(p_conditions, p_tail), '<kind>', quote_literal(s.kind))) end
      -- A call under a shared number that somebody has said is this customer's.
      || case when s.kind = 'call' then format(
        E'\nunion all\nselect %1$s from unnest($1) k (key) join public.timeline_picks p on p.customer_id = k.key and p.kind = ''call'' cross join lateral (
           select v.* from public.%2$I v where v.id = p.entry_id and v.key <> all (coalesce($2, ''{}''))%3$s%4$s) v',
        replace(p_select, '<kind>', quote_literal(s.kind)), s.relation, v_given, replace(concat(p_conditions, p_tail), '<kind>', quote_literal(s.kind)))
      else '' end,
      E'\nunion all\n' order by s.kind)
    from public.timeline_sources s
    where (p_modules is null or s.module = any (p_modules))
      and (not p_filter ? 'kind' or s.kind in (select jsonb_array_elements_text(p_filter -> 'kind'))));
end $function$;

ALTER TABLE "public"."timeline_picks"
  ADD CONSTRAINT "timeline_picks_customer_id_fkey" FOREIGN KEY (customer_id) REFERENCES public.customers(id) ON DELETE CASCADE;

ALTER TABLE "public"."timeline_picks"
  ADD CONSTRAINT "timeline_picks_kind_fkey" FOREIGN KEY (kind) REFERENCES public.timeline_sources(kind);

CREATE INDEX timeline_picks_customer ON public.timeline_picks USING btree (customer_id, kind);

CREATE TRIGGER timeline_picks_activity
  AFTER INSERT OR DELETE OR UPDATE ON public.timeline_picks
  FOR EACH ROW
  EXECUTE FUNCTION public.record_activity('kind', 'entry_id');

CREATE POLICY "timeline_picks_view" ON "public"."timeline_picks"
  FOR SELECT
  TO "authenticated"
  USING (( SELECT public.has_permission('timeline'::text, 'view'::text) AS has_permission));

COMMENT ON COLUMN "public"."timeline_picks"."customer_id" IS 'class: none';

COMMENT ON COLUMN "public"."timeline_picks"."entry_id" IS 'class: none';

COMMENT ON COLUMN "public"."timeline_picks"."kind" IS 'class: none';

COMMENT ON COLUMN "public"."timeline_picks"."picked_at" IS 'class: none';

COMMENT ON COLUMN "public"."timeline_picks"."picked_by" IS 'class: none';

COMMENT ON TABLE "public"."timeline_picks" IS 'Entries under a shared number that are one customer''s after all.';

REVOKE ALL ON FUNCTION "public"."pick_customer"(text, uuid, uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."pick_customer"(text, uuid, uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."pick_customer"(text, uuid, uuid) TO "service_role";

REVOKE ALL ON TABLE "public"."timeline_picks" FROM "authenticated";

GRANT SELECT ON TABLE "public"."timeline_picks" TO "authenticated";

REVOKE ALL ON TABLE "public"."timeline_picks" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."timeline_picks" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."timeline_picks" TO "service_role";
