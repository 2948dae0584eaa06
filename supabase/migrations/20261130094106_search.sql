set check_function_bodies = off;

DROP FUNCTION "public"."chat_query"(text);

DROP FUNCTION "public"."chat_words"(text);

DROP FUNCTION "public"."email_query"(text);

DROP FUNCTION "public"."email_search_text"(text);

DROP FUNCTION "public"."email_words"(text, text, text, jsonb, jsonb, text, text);

DROP FUNCTION "public"."words_of_email"(text, text, text, jsonb, jsonb, text, text);

CREATE TABLE "public"."search_things" (
  "kind"  text                     COLLATE pg_catalog."C" NOT NULL,
  "id"    uuid                     NOT NULL,
  "at"    timestamp with time zone NOT NULL,
  "heads" text[]                   COLLATE pg_catalog."C" NOT NULL,
  "name"  text                     NOT NULL,
  "words" tsvector                 NOT NULL,
  CONSTRAINT "search_things_pkey" PRIMARY KEY (kind, id)
);

ALTER TABLE "public"."search_things"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."search_things" FROM "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.add_email_files_search()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  update public.email_search s set words = s.words || public.file_words(f.names)
  from (select n.email_id, string_agg(n.filename, ' ' order by n.position) as names from new_rows n where n.filename <> '' group by n.email_id) f
  where s.email_id = f.email_id;
  return null;
end $function$;

REVOKE ALL ON FUNCTION "public"."add_email_files_search"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.add_email_search()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  insert into public.email_search (email_id, received_at, words)
  select n.id, n.received_at,
    public.email_words(n.subject, n.from_email, n.from_name, n.to_recipients, n.cc_recipients, n.new_text, n.body_text)
  from new_rows n where n.deleted_at is null;
  return null;
end $function$;

CREATE OR REPLACE FUNCTION public.add_message_search()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  insert into public.message_search (message_id, at, words)
  select n.id, n.at, public.search_words(n.searched)
  from (select m.id, m.at, concat_ws(' ', m.text, m.location ->> 'name', m.location ->> 'address', m.reply ->> 'title') as searched from new_rows m) n
  where n.searched <> '';
  return null;
end $function$;

CREATE OR REPLACE FUNCTION public.email_file_names (
  p_email_id uuid
)
  RETURNS text
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
  select coalesce(string_agg(a.filename, ' ' order by a.position), '') from public.email_attachments a where a.email_id = p_email_id and a.filename <> ''
$function$;

REVOKE ALL ON FUNCTION "public"."email_file_names"(uuid) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.email_question (
  p_filter jsonb
)
  RETURNS text
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
  select public.email_conditions(p_filter, 'e') || case
    when p_filter ->> 'search' is null then ''
    when public.search_query(p_filter ->> 'search') is null then ' and false'
    else format(' and e.id in (select s.email_id from public.email_search s where s.words @@ %L::tsquery)', public.search_query(p_filter ->> 'search'))
  end
$function$;

CREATE OR REPLACE FUNCTION public.email_words (
  p_subject    text,
  p_from_email text,
  p_from_name  text,
  p_to         jsonb,
  p_cc         jsonb,
  p_new_text   text,
  p_body_text  text,
  p_files      text  DEFAULT ''::text
)
  RETURNS tsvector
  LANGUAGE sql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
  select setweight(public.search_words(left(p_subject, 2000) || ' ' || coalesce(people.names, '')), 'A') || public.file_words(p_files)
    || public.search_words(case when p_new_text <> '' then p_new_text else p_body_text end)
    || public.search_words(left(p_from_email, 320) || ' ' || left(p_from_name, 500), 'from:')
    || array_to_tsvector(coalesce(people.domains, '{}'))
  from (
    select string_agg(coalesce(p.name, '') || ' ' || coalesce(p.email, ''), ' ') as names, (
      select array_agg(distinct 'domain:' || array_to_string(d.labels[i:], '.'))
      from (select string_to_array(lower(split_part(q, '@', -1)), '.') as labels from unnest(array_agg(p.email)) q where q like '%_@_%') d
      cross join lateral generate_series(1, greatest(1, least(cardinality(d.labels), 6) - 1)) i) as domains
    from (
      select left(p_from_email, 320) as email, left(p_from_name, 500) as name
      union all
      select left(r ->> 'email', 320), left(r ->> 'name', 500) from (select r from jsonb_array_elements(p_to || p_cc) r limit 100) first_ones
    ) p
  ) people
$function$;

REVOKE ALL ON FUNCTION "public"."email_words"(text, text, text, jsonb, jsonb, text, text, text) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.file_words (
  p_files text
)
  RETURNS tsvector
  LANGUAGE sql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
  select case when p_files = '' then ''::tsvector
    else setweight(public.search_words(left(p_files, 4000)), 'B') || public.search_words(left(p_files, 4000), 'file:') end
$function$;

REVOKE ALL ON FUNCTION "public"."file_words"(text) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.find_email_matches (
  p_filter     jsonb,
  p_ascending  boolean,
  p_after_time timestamp with time zone,
  p_after_id   uuid,
  p_skip       bigint,
  p_need       integer,
  OUT          ids uuid[],
  OUT          total bigint,
  OUT          is_exact boolean
)
  RETURNS record
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  SET enable_seqscan TO 'off'
  SET jit TO 'off'
  SET work_mem TO '32MB'
  AS $function$
declare
  v_most   constant integer := 1000;
  v_few    constant integer := 4000;  -- sorted as quickly as found
  v_query  tsquery := public.search_query(p_filter ->> 'search');
  v_others boolean := (p_filter - 'search') <> '{}';
  v_from   text := 'public.email_search s' || case when v_others then ' join public.emails e on e.id = s.email_id' else '' end;
  v_where  text := format('s.words @@ %L::tsquery', v_query) || case when v_others then ' and ' || public.email_conditions(p_filter, 'e') else '' end;
  v_way    text := case when p_ascending then 'asc' else 'desc' end;
  v_newest integer;
  v_bounds timestamptz[];
  v_edge   integer;
  v_seen   integer;
  v_part   integer;
  v_after  text := case when p_after_time is not null
    then format('(s.received_at, s.email_id) %s (%L::timestamptz, %L::uuid)', case when p_ascending then '>' else '<' end, p_after_time, p_after_id)
    else 'true' end;
begin
  ids := '{}'; total := 0; is_exact := true;
  if v_query is null then
    return;
  end if;
  select count(*) into v_newest
  from (select s.words from public.email_search s order by s.received_at desc, s.email_id desc limit 500) s where s.words @@ v_query;
  if v_newest >= 33 and not v_others then
    select count(*) into total
    from (
      select from (select s.words from public.email_search s order by s.received_at desc, s.email_id desc limit 40000) s
      where s.words @@ v_query limit v_most + 1) m;
  elsif not v_others and v_query::text !~ '!' then
    total := public.count_some_email_matches(v_query, v_most + 1);
  end if;
  if total <= v_most then
    execute format('select count(*) from (select from %s where %s limit %s) m', v_from, v_where, v_most + 1) into total;
  end if;
  is_exact := total <= v_most;
  total := least(total, v_most);
  if not is_exact and p_skip = 0 and v_newest >= 2 then
    execute format($sql$
      select array_agg(email_id order by received_at %1$s, email_id %1$s) from (
        select s.email_id, s.received_at
        from (select * from public.email_search s where %2$s order by s.received_at %1$s, s.email_id %1$s limit 20000) s %3$s
        where %4$s order by s.received_at %1$s, s.email_id %1$s limit %5$s) f
    $sql$, v_way, v_after, case when v_others then 'join public.emails e on e.id = s.email_id' else '' end, v_where, p_need) into ids;
    if cardinality(ids) = p_need then
      return;
    end if;
  end if;
  if not is_exact and p_skip = 0 then
    execute format($sql$
      with m as materialized (select s.email_id, s.received_at from %1$s where %2$s and %3$s limit %6$s)
      select array(select email_id from m order by received_at %4$s, email_id %4$s limit %5$s), (select count(*) from m)
    $sql$, v_from, v_where, v_after, v_way, p_need, v_few) into ids, v_seen;
    if v_seen < v_few then
      return;
    end if;
    v_bounds := public.email_search_times();
    v_edge := case when p_after_time is not null then width_bucket(p_after_time, v_bounds) when p_ascending then 0 else cardinality(v_bounds) end;
    foreach v_part in array array[8, 64] loop
      exit when v_bounds = '{}';
      execute format($sql$
        with m as materialized (select s.email_id, s.received_at from %1$s where %2$s and %3$s and %4$s)
        select array(select email_id from m order by received_at %5$s, email_id %5$s limit %6$s)
      $sql$, v_from, v_where, v_after,
        case when p_ascending then format('s.received_at < %L::timestamptz', coalesce(v_bounds[v_edge + 1 + v_part], 'infinity'))
        else format('s.received_at >= %L::timestamptz', coalesce(v_bounds[v_edge - v_part], '-infinity')) end,
        v_way, p_need) into ids;
      if cardinality(ids) = p_need then
        return;
      end if;
    end loop;
  end if;
  -- Materialised: by its order it would be found in the time index, row after row.
  execute format($sql$
    with m as materialized (select s.email_id, s.received_at from %1$s where %2$s and %3$s)
    select array(select email_id from m order by received_at %4$s, email_id %4$s offset %5$s limit %6$s)
  $sql$, v_from, v_where, v_after, v_way, p_skip, p_need) into ids;
end $function$;

CREATE OR REPLACE FUNCTION public.find_messages (
  p_search   text,
  p_filter   jsonb,
  p_after_at timestamp with time zone,
  p_after_id uuid,
  p_skip     bigint,
  p_need     integer,
  OUT        ids uuid[],
  OUT        total bigint,
  OUT        is_exact boolean
)
  RETURNS record
  LANGUAGE plpgsql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  SET enable_seqscan TO 'off'
  SET jit TO 'off'
  SET work_mem TO '32MB'
  AS $function$
declare
  v_most   constant integer := 1000;
  v_few    constant integer := 4000;  -- sorted as quickly as found
  v_query  tsquery := public.search_query(p_search);
  v_join   text := case when p_filter ?| array['conversation_id', 'customer_id', 'direction', 'team'] then ' join public.messages m on m.id = s.message_id' else '' end;
  v_where  text;
  v_after  text := case when p_after_at is not null then format('(s.at, s.message_id) < (%L::timestamptz, %L::uuid)', p_after_at, p_after_id) else 'true' end;
  v_newest integer;
  v_seen   integer;
  v_bounds timestamptz[];
  v_edge   integer;
  v_part   integer;
begin
  ids := '{}'; total := 0; is_exact := true;
  if v_query is null then
    return;
  end if;
  v_where := concat(format('s.words @@ %L::tsquery', v_query),
    case when p_filter ? 'conversation_id' then format(' and m.conversation_id = %L', p_filter ->> 'conversation_id') end,
    case when p_filter ? 'customer_id' then format(' and m.customer_id = any (%L::uuid[])', array(select jsonb_array_elements_text(p_filter -> 'customer_id'))) end,
    case when p_filter ? 'direction' then format(' and m.direction = %L', p_filter ->> 'direction') end,
    case when p_filter ? 'team' then format(' and m.conversation_id in (select c.id from public.conversations c where c.team = any (%L::text[]))',
      array(select jsonb_array_elements_text(p_filter -> 'team'))) end,
    case when p_filter ? 'from' then format(' and s.at >= %L', p_filter ->> 'from') end,
    case when p_filter ? 'to' then format(' and s.at < %L', p_filter ->> 'to') end);
  -- What is one person's or one conversation's is found there, and is little.
  if p_filter ?| array['conversation_id', 'customer_id'] then
    execute format($sql$
      with m as materialized (select s.message_id, s.at from public.messages m join public.message_search s on s.message_id = m.id where %1$s)
      select array(select m.message_id from m as m where %2$s order by m.at desc, m.message_id desc offset %3$s limit %4$s), (select count(*) from m)
    $sql$, v_where, replace(v_after, 's.', 'm.'), p_skip, p_need) into ids, total;
    return;
  end if;
  select count(*) into v_newest
  from (select s.words from public.message_search s order by s.at desc, s.message_id desc limit 500) s where s.words @@ v_query;
  if v_newest >= 33 and p_filter = '{}' then
    select count(*) into total
    from (
      select from (select s.words from public.message_search s order by s.at desc, s.message_id desc limit 40000) s
      where s.words @@ v_query limit v_most + 1) m;
  elsif p_filter = '{}' and v_query::text !~ '!' then
    total := public.count_some_messages(v_query, v_most + 1);
  end if;
  if total <= v_most then
    execute format('select count(*) from (select from public.message_search s%s where %s limit %s) c', v_join, v_where, v_most + 1) into total;
  end if;
  is_exact := total <= v_most;
  total := least(total, v_most);
  if not is_exact and p_skip = 0 then
    -- Is it common among the newest that are left?
    execute format($sql$
      select count(*) from (select s.words from public.message_search s where %s order by s.at desc, s.message_id desc limit 500) s where s.words @@ %L::tsquery
    $sql$, v_after, v_query) into v_seen;
    if v_seen >= 2 then
      execute format($sql$
        select array(
          select s.message_id from (select * from public.message_search s where %1$s order by s.at desc, s.message_id desc limit 20000) s%2$s
          where %3$s order by s.at desc, s.message_id desc limit %4$s)
      $sql$, v_after, v_join, v_where, p_need) into ids;
      if cardinality(ids) = p_need then
        return;
      end if;
    end if;
    execute format($sql$
      with f as materialized (select s.message_id, s.at from public.message_search s%1$s where %2$s and %3$s limit %4$s)
      select array(select message_id from f order by at desc, message_id desc limit %5$s), (select count(*) from f)
    $sql$, v_join, v_where, v_after, v_few, p_need) into ids, v_seen;
    if v_seen < v_few then
      return;
    end if;
    v_bounds := coalesce((
      select b.histogram_bounds::text::timestamptz[] from pg_catalog.pg_stats b
      where b.schemaname = 'public' and b.tablename = 'message_search' and b.attname = 'at'), '{}');
    v_edge := case when p_after_at is not null then width_bucket(p_after_at, v_bounds) else cardinality(v_bounds) end;
    foreach v_part in array array[2, 16, 64] loop
      exit when v_bounds = '{}';
      execute format($sql$
        with f as materialized (select s.message_id, s.at from public.message_search s%1$s where %2$s and %3$s and s.at >= %4$L)
        select array(select message_id from f order by at desc, message_id desc limit %5$s)
      $sql$, v_join, v_where, v_after, coalesce(v_bounds[v_edge - v_part], '-infinity'), p_need) into ids;
      if cardinality(ids) = p_need then
        return;
      end if;
    end loop;
  end if;
  execute format($sql$
    with f as materialized (select s.message_id, s.at from public.message_search s%1$s where %2$s and %3$s)
    select array(select message_id from f order by at desc, message_id desc offset %4$s limit %5$s)
  $sql$, v_join, v_where, v_after, p_skip, p_need) into ids;
end $function$;

CREATE OR REPLACE FUNCTION public.follow_search (
  p_table   regclass,
  p_kind    text,
  p_columns text
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $function$
declare
  v_name    text := (select c.relname from pg_catalog.pg_class c where c.oid = p_table);
  v_execute text := format('execute function public.keep_search_things(%L, %L)', p_kind, 'searched_' || v_name);
begin
  execute format('revoke all on public.%I from public, anon, authenticated, service_role', 'searched_' || v_name);
  execute format('create trigger follow_search_insert after insert on %s referencing new table as new_rows for each statement %s', p_table, v_execute);
  execute format('create trigger follow_search_delete after delete on %s for each row %s', p_table, v_execute);
  execute format('create trigger follow_search_update after update on %s for each row when (%s) %s', p_table,
    regexp_replace(replace(p_columns, ', ', ' or '), '(\w+)(?=$| or )', 'old.\1 is distinct from new.\1', 'g'), v_execute);
end $function$;

REVOKE ALL ON FUNCTION "public"."follow_search"(regclass, text, text) FROM PUBLIC, "anon", "authenticated", "service_role";

CREATE OR REPLACE FUNCTION public.keep_email_files_search()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  update public.email_search s set words = public.email_words(e.subject, e.from_email, e.from_name, e.to_recipients, e.cc_recipients, e.new_text, e.body_text,
    public.email_file_names(e.id))
  from public.emails e where e.id = old.email_id and s.email_id = e.id;
  return null;
end $function$;

REVOKE ALL ON FUNCTION "public"."keep_email_files_search"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.keep_email_search()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  if new.deleted_at is not null then
    delete from public.email_search where email_id = new.id;
  else
    insert into public.email_search as s (email_id, received_at, words)
    values (new.id, new.received_at, public.email_words(new.subject, new.from_email, new.from_name, new.to_recipients, new.cc_recipients, new.new_text,
      new.body_text, public.email_file_names(new.id)))
    on conflict (email_id) do update set received_at = excluded.received_at, words = excluded.words;
  end if;
  return null;
end $function$;

CREATE OR REPLACE FUNCTION public.keep_message_search()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  insert into public.message_search as s (message_id, at, words)
  values (new.id, new.at,
    public.search_words(concat_ws(' ', new.text, new.location ->> 'name', new.location ->> 'address', new.reply ->> 'title')))
  on conflict (message_id) do update set words = excluded.words;
  return null;
end $function$;

CREATE OR REPLACE FUNCTION public.keep_search_things()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  if tg_op = 'INSERT' then
    perform public.store_search_things(tg_argv[0], tg_argv[1], array(select n.id from new_rows n));
  elsif tg_op = 'DELETE' then
    delete from public.search_things s where s.kind = tg_argv[0] and s.id = old.id;
  else
    perform public.store_search_things(tg_argv[0], tg_argv[1], array[new.id]);
  end if;
  return null;
end $function$;

REVOKE ALL ON FUNCTION "public"."keep_search_things"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.minimum_migration()
  RETURNS text
  LANGUAGE sql
  IMMUTABLE
  SET search_path TO ''
  AS $function$ select '20261130094106' $function$;

CREATE OR REPLACE FUNCTION public.number_digits (
  p_written text
)
  RETURNS text
  LANGUAGE sql
  IMMUTABLE
  PARALLEL SAFE
  STRICT
  SET search_path TO ''
  AS $function$ select regexp_replace(p_written, '\D', '', 'g') $function$;

REVOKE ALL ON FUNCTION "public"."number_digits"(text) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.search_calls (
  p_digits text,
  p_most   integer
)
  RETURNS TABLE (
    id       text,
    at       timestamp with time zone,
    is_exact boolean
  )
  LANGUAGE sql
  STABLE
  SECURITY DEFINER
  SET search_path TO ''
  SET enable_seqscan TO 'off'
  AS $function$
  with numbers as materialized (
    select s.written from public.phone_spellings s where public.number_digits(s.written) like '%' || p_digits || '%')
  select c.call_id, c.start_time, length(p_digits) >= 7 and public.number_digits(c.customer_number) like '%' || p_digits
  from numbers n
  cross join lateral (
    select k.call_id, k.start_time, k.customer_number from public.kaleyra_calls k where k.customer_number = n.written and k.customer_number <> ''
    order by k.start_time desc, k.call_id desc limit p_most) c
  order by c.start_time desc, c.call_id desc limit p_most
$function$;

REVOKE ALL ON FUNCTION "public"."search_calls"(text, integer) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.search_query (
  p_text   text,
  p_weight text DEFAULT ''::text
)
  RETURNS tsquery
  LANGUAGE plpgsql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
declare
  v_text   text := btrim(left(p_text, 400));
  v_last   bigint;
  v_query  tsquery;
  v_part   tsquery;
  v_number tsquery;
  v_digits text;
  v_tokens text[];
  v_term   record;
begin
  for v_term in
    select m.found[1] = '-' as is_without, lower(m.found[2]) as field, m.found[3] as quoted, m.found[4] as bare, m.n, count(*) over () as terms
    from regexp_matches(v_text, '(-?)(?:(from|domain|file):)?(?:"([^"]*)"|(\S+))', 'gi') with ordinality m (found, n)
    order by m.n
  loop
    v_tokens := public.search_tokens(coalesce(v_term.quoted, v_term.bare), true);
    continue when v_tokens = '{}';
    if v_term.field = 'domain' then
      v_part := quote_literal('domain:' || lower(regexp_replace(coalesce(v_term.quoted, v_term.bare), '[^[:alnum:].-]', '', 'g')))::tsquery;
    else
      v_last := cardinality(v_tokens);
      select string_agg('''' || coalesce(v_term.field || ':', '') || t.token || '''' || case
          when t.n = v_last and v_term.quoted is null and length(t.token) > 1 and not v_term.is_without
            and (v_term.n = v_term.terms or v_term.bare like '%*') then ':*' || p_weight
          when t.n = v_last and length(t.token) = 1 and t.token ~ '[\u0E00-\u0FFF\u1000-\u109F\u1780-\u17FF\u3040-\u30FF\u3400-\u9FFF\uAC00-\uD7AF]' then ':*' || p_weight
          when p_weight <> '' then ':' || p_weight else '' end, ' <-> ' order by t.n)::tsquery into v_part
      from unnest(v_tokens) with ordinality t (token, n);
      -- A number: any piece of one, and when it is written in groups the groups, too.
      v_digits := case when v_term.field is null and v_term.quoted is null and array_to_string(v_tokens, '') ~ '^[0-9]{4,40}$'
        then regexp_replace(array_to_string(v_tokens, ''), '^0+(?=[0-9]{4})', '') end;
      if v_digits is not null then
        select string_agg('''#' || substr(v_digits, i, 4) || '''' || case when p_weight <> '' then ':' || p_weight else '' end, ' <-> ' order by i)::tsquery
          into v_number from generate_series(1, length(v_digits) - 3) i;
        v_part := case when v_last > 1 then v_number || v_part else v_number end;
      end if;
    end if;
    v_part := case when v_term.is_without then !! v_part else v_part end;
    v_query := case when v_query is null then v_part else v_query && v_part end;
  end loop;
  return v_query;
end $function$;

REVOKE ALL ON FUNCTION "public"."search_query"(text, text) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.search_tokens (
  p_text     text,
  p_is_asked boolean DEFAULT false
)
  RETURNS text[]
  LANGUAGE plpgsql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
declare
  v_unspaced constant text := '[\u0E00-\u0FFF\u1000-\u109F\u1780-\u17FF\u3040-\u30FF\u3400-\u9FFF\uAC00-\uD7AF]+';
  -- Not in the collation of whatever column it comes from: C knows no capitals beyond ASCII.
  v_text     text := lower(left(p_text, 100000) collate "default");
begin
  if octet_length(v_text) <> length(v_text) then
    -- Accents, and signs that are not seen.
    v_text := translate(normalize(regexp_replace(normalize(v_text, nfkd), '[\u0300-\u036F\u00AD\u200B-\u200F\u2060\uFE0F\uFEFF]', '', 'g'), nfc), 'ς', 'σ');
    v_text := translate(v_text,
      '٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹०१२३४५६७८९০১২৩৪৫৬৭৮৯੦੧੨੩੪੫੬੭੮੯૦૧૨૩૪૫૬૭૮૯୦୧୨୩୪୫୬୭୮୯௦௧௨௩௪௫௬௭௮௯౦౧౨౩౪౫౬౭౮౯೦೧೨೩೪೫೬೭೮೯൦൧൨൩൪൫൬൭൮൯๐๑๒๓๔๕๖๗๘๙',
      repeat('0123456789', 12));
    v_text := translate(v_text, '“”‘’‚„‹›«»–—―‐‑…·•¿¡§¶†‡°©®™€₹£¥¢।॥॰؟،؛٪。、「」『』【】《》〈〉・' || chr(160), repeat(' ', 64));
    v_text := regexp_replace(v_text, '([\u2190-\u2BFF\U0001F000-\U0001FAFF])', ' \1 ', 'g');
    if v_text ~ v_unspaced then
      v_text := regexp_replace(v_text, '(' || v_unspaced || ')', E' \x01\\1 ', 'g');
      select string_agg(case when p.part like E'\x01%' then (
        select string_agg(substr(p.part, i, 2), ' ' order by i)
        from generate_series(2, length(p.part) - case when p_is_asked and length(p.part) > 2 then 1 else 0 end) i)
        else p.part end, ' ' order by p.n) into v_text
      from string_to_table(v_text, ' ') with ordinality p (part, n);
    end if;
  end if;
  v_text := translate(v_text, E'!"#$%&''()*+,-./:;<=>?@[\\]^_`{|}~\t\n\r\f\v\x01', repeat(' ', 38));
  return coalesce((select array_agg(left(t.token, 64) order by t.n) from string_to_table(v_text, ' ') with ordinality t (token, n) where t.token <> ''), '{}');
end $function$;

REVOKE ALL ON FUNCTION "public"."search_tokens"(text, boolean) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.search_words (
  p_text text,
  p_mark text DEFAULT ''::text
)
  RETURNS tsvector
  LANGUAGE plpgsql
  IMMUTABLE
  SET search_path TO ''
  AS $function$
declare
  v_tokens text[] := (public.search_tokens(p_text))[:12000];
  v_words  tsvector := coalesce((
    select string_agg('''' || p_mark || t.token || ''':' || t.n, ' ') || ' ''|'':' || count(*) + 1
    from unnest(v_tokens) with ordinality t (token, n)), '')::tsvector;
begin
  if p_mark <> '' or p_text !~ '[[:digit:]]' then
    return v_words;
  end if;
  return coalesce((
    -- A gap after each number: what stands in two is no piece of one.
    select string_agg('''#' || substr(r.run, i, 4) || ''':' || r.n * 41 + i, ' ')
    from (
      select left(m.found[1], 40) as run, row_number() over (order by t.n, m.n) - 1 as n
      from unnest(v_tokens) with ordinality t (token, n) cross join lateral regexp_matches(t.token, '[0-9]{4,}', 'g') with ordinality m (found, n)
      where t.token ~ '[0-9]{4}' limit 90) r
    cross join lateral generate_series(1, length(r.run) - 3) i), '')::tsvector || v_words;
end $function$;

REVOKE ALL ON FUNCTION "public"."search_words"(text, text) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.store_search_things (
  p_kind text,
  p_view text,
  p_ids  uuid[] DEFAULT NULL::uuid[]
)
  RETURNS void
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
  execute format($sql$
    insert into public.search_things as s (kind, id, at, heads, name, words)
    select $1, v.id, v.at, array(select array_to_string(public.search_tokens(h), ' ') from unnest(v.heads) h where h <> ''),
      array_to_string(public.search_tokens(v.name), ' '),
      setweight(public.search_words(array_to_string(v.heads, ' ')), 'A') || public.search_words(v.body)
        || array_to_tsvector(array['@' || $1])
    from public.%1$I v %2$s
    on conflict (kind, id) do update set at = excluded.at, heads = excluded.heads, name = excluded.name, words = excluded.words
  $sql$, p_view, case when p_ids is not null then 'where v.id = any ($2)' else '' end) using p_kind, p_ids;
  execute format('delete from public.search_things s where s.kind = $1 %2$s and not exists (select from public.%1$I v where v.id = s.id)',
    p_view, case when p_ids is not null then 'and s.id = any ($2)' else '' end) using p_kind, p_ids;
end $function$;

REVOKE ALL ON FUNCTION "public"."store_search_things"(text, text, uuid[]) FROM PUBLIC, "anon", "authenticated";

CREATE VIEW "public"."searched_conversations" WITH (security_invoker=true) AS  SELECT id,
    created_at AS at,
    ARRAY[contact_name, contact_phone] AS heads,
    contact_name AS name,
    ''::text AS body
   FROM public.conversations c
  WHERE (merged_into IS NULL);

REVOKE ALL ON TABLE "public"."searched_conversations" FROM "anon", "authenticated", "service_role";

CREATE VIEW "public"."searched_customers" WITH (security_invoker=true) AS  SELECT id,
    created_at AS at,
    (ARRAY[display_name] || ARRAY( SELECT w.w
           FROM string_to_table(c.search_text, ' '::text) w(w)
          WHERE (w.w ~ '[@0-9]'::text))) AS heads,
    display_name AS name,
    search_text AS body
   FROM public.customers c
  WHERE (hidden_at IS NULL);

REVOKE ALL ON TABLE "public"."searched_customers" FROM "anon", "authenticated", "service_role";

CREATE VIEW "public"."searched_ivr_calls" WITH (security_invoker=true) AS  SELECT id,
    started_at AS at,
    ARRAY[customer_name, customer_number, provider_call_id] AS heads,
    COALESCE(customer_name, ''::text) AS name,
    concat_ws(' '::text, agent_name, notes) AS body
   FROM public.ivr_calls c;

REVOKE ALL ON TABLE "public"."searched_ivr_calls" FROM "anon", "authenticated", "service_role";

CREATE VIEW "public"."searched_leads" WITH (security_invoker=true) AS  SELECT id,
    created_at AS at,
    ARRAY[number, matter] AS heads,
    ''::text AS name,
    ((note || ' '::text) || next_action) AS body
   FROM public.leads l
  WHERE (deleted_at IS NULL);

REVOKE ALL ON TABLE "public"."searched_leads" FROM "anon", "authenticated", "service_role";

CREATE VIEW "public"."searched_refunds" WITH (security_invoker=true) AS  SELECT id,
    created_at AS at,
    ARRAY[number, order_number] AS heads,
    ''::text AS name,
    reason AS body
   FROM public.refunds r;

REVOKE ALL ON TABLE "public"."searched_refunds" FROM "anon", "authenticated", "service_role";

CREATE VIEW "public"."searched_tickets" WITH (security_invoker=true) AS  SELECT id,
    created_at AS at,
    ARRAY[number, subject] AS heads,
    ''::text AS name,
    description AS body
   FROM public.tickets t
  WHERE (hidden_at IS NULL);

REVOKE ALL ON TABLE "public"."searched_tickets" FROM "anon", "authenticated", "service_role";

CREATE VIEW "public"."searched_youtube_leads" WITH (security_invoker=true) AS  SELECT id,
    created_at AS at,
    ARRAY[number, author_name] AS heads,
    author_name AS name,
    ((comment || ' '::text) || note) AS body
   FROM public.youtube_leads y
  WHERE (deleted_at IS NULL);

REVOKE ALL ON TABLE "public"."searched_youtube_leads" FROM "anon", "authenticated", "service_role";

CREATE INDEX search_things_at ON public.search_things USING btree (at DESC);

CREATE INDEX search_things_name ON public.search_things USING gin (name extensions.gin_trgm_ops)
  WHERE (name <> ''::text);

CREATE INDEX search_things_newest ON public.search_things USING btree (kind, at DESC, id DESC);

CREATE INDEX search_things_words ON public.search_things USING gin (words);

CREATE TRIGGER follow_search_delete
  AFTER DELETE ON public.conversations
  FOR EACH ROW
  EXECUTE FUNCTION public.keep_search_things('conversation', 'searched_conversations');

CREATE TRIGGER follow_search_insert AFTER INSERT ON public.conversations REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.keep_search_things (
  'conversation',
  'searched_conversations'
);

CREATE TRIGGER follow_search_update
  AFTER UPDATE ON public.conversations
  FOR EACH ROW
  WHEN
    (((old.created_at IS DISTINCT FROM new.created_at) OR (old.contact_name IS DISTINCT FROM new.contact_name) OR (old.contact_phone IS DISTINCT FROM new.contact_phone) OR
    (old.merged_into IS DISTINCT FROM new.merged_into)))
  EXECUTE FUNCTION public.keep_search_things('conversation', 'searched_conversations');

CREATE TRIGGER follow_search_delete
  AFTER DELETE ON public.customers
  FOR EACH ROW
  EXECUTE FUNCTION public.keep_search_things('customer', 'searched_customers');

CREATE TRIGGER follow_search_insert AFTER INSERT ON public.customers REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.keep_search_things (
  'customer',
  'searched_customers'
);

CREATE TRIGGER follow_search_update
  AFTER UPDATE ON public.customers
  FOR EACH ROW
  WHEN
    (((old.created_at IS DISTINCT FROM new.created_at) OR (old.display_name IS DISTINCT FROM new.display_name) OR (old.search_text IS DISTINCT FROM new.search_text) OR
    (old.hidden_at IS DISTINCT FROM new.hidden_at)))
  EXECUTE FUNCTION public.keep_search_things('customer', 'searched_customers');

CREATE TRIGGER email_files_search_delete
  AFTER DELETE ON public.email_attachments
  FOR EACH ROW
  WHEN ((old.filename <> ''::text))
  EXECUTE FUNCTION public.keep_email_files_search();

CREATE TRIGGER email_files_search_insert
  AFTER INSERT ON public.email_attachments REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT
  EXECUTE FUNCTION public.add_email_files_search();

CREATE TRIGGER email_files_search_update
  AFTER UPDATE OF filename ON public.email_attachments
  FOR EACH ROW
  WHEN ((old.filename IS DISTINCT FROM new.filename))
  EXECUTE FUNCTION public.keep_email_files_search();

CREATE TRIGGER follow_search_delete
  AFTER DELETE ON public.ivr_calls
  FOR EACH ROW
  EXECUTE FUNCTION public.keep_search_things('ivr_call', 'searched_ivr_calls');

CREATE TRIGGER follow_search_insert AFTER INSERT ON public.ivr_calls REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.keep_search_things (
  'ivr_call',
  'searched_ivr_calls'
);

CREATE TRIGGER follow_search_update
  AFTER UPDATE ON public.ivr_calls
  FOR EACH ROW
  WHEN
    (((old.started_at IS DISTINCT FROM new.started_at) OR (old.customer_name IS DISTINCT FROM new.customer_name) OR (old.customer_number IS DISTINCT FROM new.customer_number) OR
    (old.provider_call_id IS DISTINCT FROM new.provider_call_id) OR (old.agent_name IS DISTINCT FROM new.agent_name) OR (old.notes IS DISTINCT FROM new.notes)))
  EXECUTE FUNCTION public.keep_search_things('ivr_call', 'searched_ivr_calls');

CREATE TRIGGER follow_search_delete
  AFTER DELETE ON public.leads
  FOR EACH ROW
  EXECUTE FUNCTION public.keep_search_things('lead', 'searched_leads');

CREATE TRIGGER follow_search_insert AFTER INSERT ON public.leads REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.keep_search_things (
  'lead',
  'searched_leads'
);

CREATE TRIGGER follow_search_update
  AFTER UPDATE ON public.leads
  FOR EACH ROW
  WHEN
    (((old.created_at IS DISTINCT FROM new.created_at) OR (old.number IS DISTINCT FROM new.number) OR (old.matter IS DISTINCT FROM new.matter) OR (old.note IS DISTINCT FROM
    new.note) OR (old.next_action IS DISTINCT FROM new.next_action) OR (old.deleted_at IS DISTINCT FROM new.deleted_at)))
  EXECUTE FUNCTION public.keep_search_things('lead', 'searched_leads');

CREATE TRIGGER follow_search_delete
  AFTER DELETE ON public.refunds
  FOR EACH ROW
  EXECUTE FUNCTION public.keep_search_things('refund', 'searched_refunds');

CREATE TRIGGER follow_search_insert AFTER INSERT ON public.refunds REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.keep_search_things (
  'refund',
  'searched_refunds'
);

CREATE TRIGGER follow_search_update
  AFTER UPDATE ON public.refunds
  FOR EACH ROW
  WHEN
    (((old.created_at IS DISTINCT FROM new.created_at) OR (old.number IS DISTINCT FROM new.number) OR (old.order_number IS DISTINCT FROM new.order_number) OR (old.reason IS
    DISTINCT FROM new.reason)))
  EXECUTE FUNCTION public.keep_search_things('refund', 'searched_refunds');

CREATE TRIGGER follow_search_delete
  AFTER DELETE ON public.tickets
  FOR EACH ROW
  EXECUTE FUNCTION public.keep_search_things('ticket', 'searched_tickets');

CREATE TRIGGER follow_search_insert AFTER INSERT ON public.tickets REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.keep_search_things (
  'ticket',
  'searched_tickets'
);

CREATE TRIGGER follow_search_update
  AFTER UPDATE ON public.tickets
  FOR EACH ROW
  WHEN
    (((old.created_at IS DISTINCT FROM new.created_at) OR (old.number IS DISTINCT FROM new.number) OR (old.subject IS DISTINCT FROM new.subject) OR (old.description IS DISTINCT
    FROM new.description) OR (old.hidden_at IS DISTINCT FROM new.hidden_at)))
  EXECUTE FUNCTION public.keep_search_things('ticket', 'searched_tickets');

CREATE TRIGGER follow_search_delete
  AFTER DELETE ON public.youtube_leads
  FOR EACH ROW
  EXECUTE FUNCTION public.keep_search_things('youtube_lead', 'searched_youtube_leads');

CREATE TRIGGER follow_search_insert AFTER INSERT ON public.youtube_leads REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.keep_search_things (
  'youtube_lead',
  'searched_youtube_leads'
);

CREATE TRIGGER follow_search_update
  AFTER UPDATE ON public.youtube_leads
  FOR EACH ROW
  WHEN
    (((old.created_at IS DISTINCT FROM new.created_at) OR (old.number IS DISTINCT FROM new.number) OR (old.author_name IS DISTINCT FROM new.author_name) OR (old.comment IS DISTINCT
    FROM new.comment) OR (old.note IS DISTINCT FROM new.note) OR (old.deleted_at IS DISTINCT FROM new.deleted_at)))
  EXECUTE FUNCTION public.keep_search_things('youtube_lead', 'searched_youtube_leads');

COMMENT ON COLUMN "public"."email_search"."words" IS 'As email_words has them. Long texts count with their beginning, so that it always fits. class: personal';

COMMENT ON COLUMN "public"."message_search"."words" IS 'As search_words has them. class: personal';

COMMENT ON COLUMN "public"."search_things"."at" IS 'class: none';

COMMENT ON COLUMN "public"."search_things"."heads" IS 'Numbers, names and addresses that it is known by, word by word: who asks for one exactly means it. class: personal';

COMMENT ON COLUMN "public"."search_things"."id" IS 'class: none';

COMMENT ON COLUMN "public"."search_things"."kind" IS 'class: none';

COMMENT ON COLUMN "public"."search_things"."name" IS 'The name of a person, for those who misspell it; empty where it has none. class: personal';

COMMENT ON COLUMN "public"."search_things"."words" IS 'The words of heads have weight A, others D; @ and the kind is one too. class: personal';

COMMENT ON TABLE "public"."search_things" IS 'What GET /search looks into, of all kinds but those with tables of words of their own; kept by the triggers of follow_search. access: service only';

COMMENT ON VIEW "public"."searched_conversations" IS 'Conversations as GET /search finds them; what was written in them is in message_search. access: service only';

COMMENT ON VIEW "public"."searched_customers" IS 'Customers as GET /search finds them. access: service only';

COMMENT ON VIEW "public"."searched_ivr_calls" IS 'Calls over an IVR as GET /search finds them. access: service only';

COMMENT ON VIEW "public"."searched_leads" IS 'Leads as GET /search finds them. access: service only';

COMMENT ON VIEW "public"."searched_refunds" IS 'Refunds as GET /search finds them. access: service only';

COMMENT ON VIEW "public"."searched_tickets" IS 'Tickets as GET /search finds them. access: service only';

COMMENT ON VIEW "public"."searched_youtube_leads" IS 'Leads from YouTube as GET /search finds them. access: service only';

REVOKE ALL ON FUNCTION "public"."add_email_files_search"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."add_email_files_search"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."add_email_files_search"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."email_file_names"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."email_file_names"(uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."email_file_names"(uuid) TO "service_role";

REVOKE ALL ON FUNCTION "public"."email_words"(text, text, text, jsonb, jsonb, text, text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."email_words"(text, text, text, jsonb, jsonb, text, text, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."email_words"(text, text, text, jsonb, jsonb, text, text, text) TO "service_role";

REVOKE ALL ON FUNCTION "public"."file_words"(text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."file_words"(text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."file_words"(text) TO "service_role";

REVOKE ALL ON FUNCTION "public"."follow_search"(regclass, text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."follow_search"(regclass, text, text) TO "postgres";

REVOKE ALL ON FUNCTION "public"."keep_email_files_search"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_email_files_search"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_email_files_search"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."keep_search_things"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_search_things"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."keep_search_things"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."number_digits"(text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."number_digits"(text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."number_digits"(text) TO "service_role";

REVOKE ALL ON FUNCTION "public"."search_calls"(text, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."search_calls"(text, integer) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."search_calls"(text, integer) TO "service_role";

REVOKE ALL ON FUNCTION "public"."search_query"(text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."search_query"(text, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."search_query"(text, text) TO "service_role";

REVOKE ALL ON FUNCTION "public"."search_tokens"(text, boolean) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."search_tokens"(text, boolean) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."search_tokens"(text, boolean) TO "service_role";

REVOKE ALL ON FUNCTION "public"."search_words"(text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."search_words"(text, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."search_words"(text, text) TO "service_role";

REVOKE ALL ON FUNCTION "public"."store_search_things"(text, text, uuid[]) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."store_search_things"(text, text, uuid[]) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."store_search_things"(text, text, uuid[]) TO "service_role";

REVOKE ALL ON TABLE "public"."search_things" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."search_things" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."search_things" TO "service_role";

REVOKE ALL ON TABLE "public"."searched_conversations" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."searched_conversations" TO "postgres";

REVOKE ALL ON TABLE "public"."searched_customers" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."searched_customers" TO "postgres";

REVOKE ALL ON TABLE "public"."searched_ivr_calls" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."searched_ivr_calls" TO "postgres";

REVOKE ALL ON TABLE "public"."searched_leads" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."searched_leads" TO "postgres";

REVOKE ALL ON TABLE "public"."searched_refunds" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."searched_refunds" TO "postgres";

REVOKE ALL ON TABLE "public"."searched_tickets" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."searched_tickets" TO "postgres";

REVOKE ALL ON TABLE "public"."searched_youtube_leads" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."searched_youtube_leads" TO "postgres";

CREATE INDEX phone_spellings_digits ON public.phone_spellings USING gin (public.number_digits(written) extensions.gin_trgm_ops);

-- by hand:
-- What was there before is searched in the new way, too.
update public.email_search s set words = public.email_words(e.subject, e.from_email, e.from_name, e.to_recipients, e.cc_recipients, e.new_text, e.body_text,
  public.email_file_names(e.id))
from public.emails e where e.id = s.email_id;
update public.message_search s
set words = public.search_words(concat_ws(' ', m.text, m.location ->> 'name', m.location ->> 'address', m.reply ->> 'title'))
from public.messages m where m.id = s.message_id;
select public.store_search_things(k.kind, k.view) from (values ('customer', 'searched_customers'), ('conversation', 'searched_conversations'),
  ('ticket', 'searched_tickets'), ('lead', 'searched_leads'), ('ivr_call', 'searched_ivr_calls'), ('refund', 'searched_refunds'),
  ('youtube_lead', 'searched_youtube_leads')) k (kind, view);
