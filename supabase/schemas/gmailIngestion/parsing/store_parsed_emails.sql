-- What one message asks the database, a batch asks at once: a statement has a price of its own, and it was paid several times for each message.

/*
 * Stores what was parsed, all or nothing: [{"mailbox_message_id", …}], the shape that emailParsing.repository.ts writes. A message
 * that is parsed already is left alone; with p_again its e-mail is read anew. Returns what became of each: stored, own (the copy of
 * what we sent), known, renewed, deleted, gone.
 *
 * E-mails are placed one by one and written together. One that may have to do with an e-mail that waits to be written (it names the
 * same messages, the same number, or may belong to the same thread) is placed when that is written.
 */
create function public.store_parsed_emails(p_emails jsonb, p_again boolean default false) returns table (mailbox_message_id uuid, email_id uuid, outcome text)
language plpgsql security definer
set search_path = '' set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
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
end $$;
select public.grant_to_service('store_parsed_emails');
