set check_function_bodies = off;

DROP FUNCTION "public"."announce_table"(regclass, text, text, text, text, text, text);

CREATE TABLE "public"."import_drafts" (
  "import_id" uuid  NOT NULL,
  "key"       text  COLLATE pg_catalog."C" NOT NULL,
  "value"     jsonb NOT NULL,
  CONSTRAINT "import_drafts_pkey" PRIMARY KEY (import_id, key)
);

ALTER TABLE "public"."import_drafts"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."import_drafts" FROM "anon", "authenticated";

CREATE TABLE "public"."import_errors" (
  "id"        bigint  GENERATED ALWAYS AS IDENTITY NOT NULL,
  "import_id" uuid    NOT NULL,
  "line"      integer NOT NULL,
  "field"     text    COLLATE pg_catalog."C",
  "code"      text    COLLATE pg_catalog."C" NOT NULL,
  "message"   text    NOT NULL,
  "details"   jsonb,
  CONSTRAINT "import_errors_pkey" PRIMARY KEY (id)
);

ALTER TABLE "public"."import_errors"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."import_errors" FROM "anon";

CREATE TABLE "public"."imports" (
  "id"            uuid                     NOT NULL DEFAULT gen_random_uuid(),
  "kind"          text                     COLLATE pg_catalog."C" NOT NULL,
  "module"        text                     COLLATE pg_catalog."C" NOT NULL,
  "state"         text                     COLLATE pg_catalog."C" NOT NULL DEFAULT 'previewing'::text,
  "filename"      text                     NOT NULL,
  "sha256"        text                     COLLATE pg_catalog."C" NOT NULL,
  "size"          bigint                   NOT NULL,
  "columns"       jsonb                    NOT NULL,
  "total"         integer                  NOT NULL,
  "done"          integer                  NOT NULL DEFAULT 0,
  "created"       integer                  NOT NULL DEFAULT 0,
  "updated"       integer                  NOT NULL DEFAULT 0,
  "unchanged"     integer                  NOT NULL DEFAULT 0,
  "failed"        integer                  NOT NULL DEFAULT 0,
  "preview"       jsonb,
  "sample"        jsonb                    NOT NULL DEFAULT '[]'::jsonb,
  "error_code"    text,
  "error_message" text,
  "created_by"    uuid,
  "created_at"    timestamp with time zone NOT NULL DEFAULT now(),
  "previewed_at"  timestamp with time zone,
  "started_by"    uuid,
  "started_at"    timestamp with time zone,
  "finished_at"   timestamp with time zone,
  CONSTRAINT "imports_pkey" PRIMARY KEY (id),
  CONSTRAINT "imports_state_check" CHECK ((state = ANY (ARRAY['previewing'::text, 'previewed'::text, 'running'::text, 'done'::text, 'failed'::text, 'cancelled'::text])))
);

ALTER TABLE "public"."imports"
  ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON TABLE "public"."imports" FROM "anon";

REVOKE ALL ON SEQUENCE "public"."import_errors_id_seq" FROM "anon";

REVOKE ALL ON SEQUENCE "public"."import_errors_id_seq" FROM "authenticated";

CREATE OR REPLACE FUNCTION public.add_import_job (
  p_id uuid
)
  RETURNS void
  LANGUAGE sql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
  select graphile_worker.add_job('imports.work', json_build_object('import_id', p_id), job_key => 'import:' || p_id)
$function$;

REVOKE ALL ON FUNCTION "public"."add_import_job"(uuid) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.announce_imports()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
    declare
      v_events integer := 0;
      v_more   integer;
    begin
      if tg_op = 'INSERT' then
        insert into public.change_feed (namespace, event, entity_id, module, user_id, payload)
        select 'tickets', 'import' || ':created', n.id::text, n.module, null::uuid, jsonb_build_object('kind', n.kind, 'state', n.state, 'total', n.total, 'done', n.done, 'created', n.created, 'updated', n.updated, 'unchanged', n.unchanged, 'failed', n.failed, 'error_code', n.error_code) from new_rows n;
        get diagnostics v_events = row_count;
      elsif tg_op = 'DELETE' then
        insert into public.change_feed (namespace, event, entity_id, module, user_id)
        select 'tickets', 'import' || ':removed', o.id::text, o.module, null::uuid from old_rows o;
        get diagnostics v_events = row_count;
      else
        insert into public.change_feed (namespace, event, entity_id, module, user_id)
        select 'tickets', 'import' || ':removed', o.id::text, o.module, null::uuid
        from old_rows o left join new_rows n on n.id = o.id
        where n.id is null or null::uuid is distinct from null::uuid;
        get diagnostics v_events = row_count;
        insert into public.change_feed (namespace, event, entity_id, module, user_id, payload)
        select 'tickets', 'import' || case when o.id is null or null::uuid is distinct from null::uuid then ':created' else ':updated' end,
          n.id::text, n.module, null::uuid, jsonb_build_object('kind', n.kind, 'state', n.state, 'total', n.total, 'done', n.done, 'created', n.created, 'updated', n.updated, 'unchanged', n.unchanged, 'failed', n.failed, 'error_code', n.error_code)
        from new_rows n left join old_rows o on o.id = n.id
        where o.id is null or null::uuid is distinct from null::uuid or row(n.kind, n.state, n.total, n.done, n.created, n.updated, n.unchanged, n.failed, n.error_code) is distinct from row(o.kind, o.state, o.total, o.done, o.created, o.updated, o.unchanged, o.failed, o.error_code);
        get diagnostics v_more = row_count;
        v_events := v_events + v_more;
      end if;
      if v_events > 0 then
        perform pg_notify('change_feed', '');
      end if;
      return null;
    end $function$;

REVOKE ALL ON FUNCTION "public"."announce_imports"() FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.announce_table (
  p_table         regclass,
  p_namespace     text,
  p_entity        text,
  p_module        text,
  p_columns       text,
  p_id_column     text     DEFAULT 'id'::text,
  p_owner_column  text     DEFAULT ''::text,
  p_module_column text     DEFAULT ''::text
)
  RETURNS void
  LANGUAGE plpgsql
  SET search_path TO ''
  AS $functionx$
declare
  v_columns  text[] := string_to_array(replace(p_columns, ' ', ''), ',');
  v_column   text;
  v_parts    record;
  v_name     text := 'announce_' || (select relname from pg_catalog.pg_class where oid = p_table);
  v_new_module text := case when p_module_column = '' then quote_literal(p_module) else format('n.%I', p_module_column) end;
  v_old_module text := case when p_module_column = '' then quote_literal(p_module) else format('o.%I', p_module_column) end;
  v_payload  text;
  v_changed  text;
  v_new_user text := case when p_owner_column = '' then 'null::uuid' else format('n.%I', p_owner_column) end;
  v_old_user text := case when p_owner_column = '' then 'null::uuid' else format('o.%I', p_owner_column) end;
begin
  if p_module_column = '' and not exists (select from public.modules where key = p_module) then
    raise exception 'There is no module %: register it first.', p_module;
  end if;
  foreach v_column in array v_columns || p_id_column || array_remove(array[p_owner_column, p_module_column], '') loop
    if not exists (select from pg_catalog.pg_attribute where attrelid = p_table and attname = v_column and attnum > 0 and not attisdropped) then
      raise exception '% has no column %.', p_table, v_column;
    end if;
  end loop;
  select format('jsonb_build_object(%s)', string_agg(format('%L, n.%I', c, c), ', ')),
    format('row(%s) is distinct from row(%s)', string_agg(format('n.%I', c), ', '), string_agg(format('o.%I', c), ', '))
  into v_payload, v_changed from unnest(v_columns) c;

  execute format($function$
    create function public.%I() returns trigger
    language plpgsql security definer set search_path = '' as $trigger$
    declare
      v_events integer := 0;
      v_more   integer;
    begin
      if tg_op = 'INSERT' then
        insert into public.change_feed (namespace, event, entity_id, module, user_id, payload)
        select %2$L, %3$L || ':created', n.%5$I::text, %4$s, %6$s, %8$s from new_rows n;
        get diagnostics v_events = row_count;
      elsif tg_op = 'DELETE' then
        insert into public.change_feed (namespace, event, entity_id, module, user_id)
        select %2$L, %3$L || ':removed', o.%5$I::text, %10$s, %7$s from old_rows o;
        get diagnostics v_events = row_count;
      else
        insert into public.change_feed (namespace, event, entity_id, module, user_id)
        select %2$L, %3$L || ':removed', o.%5$I::text, %10$s, %7$s
        from old_rows o left join new_rows n on n.%5$I = o.%5$I
        where n.%5$I is null or %7$s is distinct from %6$s;
        get diagnostics v_events = row_count;
        insert into public.change_feed (namespace, event, entity_id, module, user_id, payload)
        select %2$L, %3$L || case when o.%5$I is null or %7$s is distinct from %6$s then ':created' else ':updated' end,
          n.%5$I::text, %4$s, %6$s, %8$s
        from new_rows n left join old_rows o on o.%5$I = n.%5$I
        where o.%5$I is null or %7$s is distinct from %6$s or %9$s;
        get diagnostics v_more = row_count;
        v_events := v_events + v_more;
      end if;
      if v_events > 0 then
        perform pg_notify('change_feed', '');
      end if;
      return null;
    end $trigger$
  $function$, v_name, p_namespace, p_entity, v_new_module, p_id_column, v_new_user, v_old_user, v_payload, v_changed, v_old_module);
  execute format('revoke execute on function public.%I() from public, anon, authenticated', v_name);

  for v_parts in
    select * from (values
      ('insert', 'referencing new table as new_rows'),
      ('update', 'referencing old table as old_rows new table as new_rows'),
      ('delete', 'referencing old table as old_rows')) as t (operation, tables)
  loop
    -- The arguments are for readers of the catalogue: tests compare them with the declared events.
    execute format('create trigger %I after %s on %s %s for each statement execute function public.%I(%L, %L, %L, %L, %L, %L)',
      'announce_' || v_parts.operation, v_parts.operation, p_table, v_parts.tables, v_name,
      p_namespace, p_entity, p_module, p_id_column, replace(p_columns, ' ', ''), p_owner_column);
  end loop;
end $functionx$;

REVOKE ALL ON FUNCTION "public"."announce_table"(regclass, text, text, text, text, text, text, text) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.cancel_import (
  p_id   uuid,
  p_kind text
)
  RETURNS SETOF public.imports
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_import public.imports;
begin
  -- Waits for the batch that is being stored.
  select * into v_import from public.imports i where i.id = p_id and i.kind = p_kind for update;
  if v_import.id is null then
    raise exception 'import_not_found' using errcode = 'P0404', detail = jsonb_build_object('id', p_id);
  elsif v_import.state in ('done', 'failed') then
    raise exception 'import_is_over' using errcode = 'P0409', detail = jsonb_build_object('state', v_import.state);
  end if;
  update public.imports i set state = 'cancelled', finished_at = coalesce(i.finished_at, now()) where i.id = p_id returning * into v_import;
  delete from public.import_drafts d where d.import_id = p_id;
  perform public.log_activity('cancel', 'imports', p_id::text, null, jsonb_build_object('done', v_import.done, 'total', v_import.total));
  return next v_import;
end $function$;

REVOKE ALL ON FUNCTION "public"."cancel_import"(uuid, text) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.end_import (
  p_id            uuid,
  p_error_code    text DEFAULT NULL::text,
  p_error_message text DEFAULT NULL::text
)
  RETURNS text
  LANGUAGE sql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
  delete from public.import_drafts d where d.import_id = p_id;
  update public.imports i set
    state = case when p_error_code is not null then 'failed' when i.state = 'previewing' then 'previewed' else 'done' end,
    error_code = p_error_code, error_message = p_error_message,
    previewed_at = case when i.state = 'previewing' and p_error_code is null then now() else i.previewed_at end,
    finished_at = case when i.state = 'running' or p_error_code is not null then now() end
  where i.id = p_id and i.state in ('previewing', 'running') and (p_error_code is not null or i.done = i.total)
  returning i.state
$function$;

REVOKE ALL ON FUNCTION "public"."end_import"(uuid, text, text) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.find_customers_for_import (
  p_keys   jsonb,
  p_ids    uuid[],
  p_owners text[],
  p_lock   boolean
)
  RETURNS jsonb
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  SET enable_seqscan TO 'off'
  SET enable_hashjoin TO 'off'
  SET enable_mergejoin TO 'off'
  AS $function$
declare
  v_identities jsonb;
  v_ids        jsonb;
  v_roots      uuid[];
begin
  if p_lock then
    perform pg_advisory_xact_lock(hashtextextended('customer_identity:' || k.kind || ':' || k.value, 0)) from (
      select distinct k.kind, k.value from jsonb_to_recordset(p_keys) k (kind text collate "C", value text collate "C")
      where not exists (
        select from public.customer_identities i where i.kind = k.kind and i.value = k.value and i.ended_at is null and not i.is_shared)
      order by 1, 2
    ) k;
  end if;
  select
    coalesce(jsonb_agg(jsonb_build_object('kind', i.kind, 'value', i.value, 'customer_id', i.customer_id, 'root', coalesce(c.merged_into, c.id), 'is_shared', i.is_shared)), '[]'),
    coalesce(array_agg(distinct coalesce(c.merged_into, c.id)) filter (where not i.is_shared), '{}')
  into v_identities, v_roots
  from jsonb_to_recordset(p_keys) k (kind text, value text)
  join public.customer_identities i on i.kind = k.kind and i.value = k.value and i.ended_at is null
  join public.customers c on c.id = i.customer_id;
  select coalesce(jsonb_agg(jsonb_build_object('id', c.id, 'root', r.id)), '[]'), v_roots || coalesce(array_agg(r.id), '{}')
  into v_ids, v_roots
  from public.customers c join public.customers r on r.id = coalesce(c.merged_into, c.id) and r.deleted_at is null
  where c.id = any (p_ids);
  if p_lock then
    perform from public.customers c where c.id = any (v_roots) order by c.id for update;
  end if;
  return jsonb_build_object(
    'identities', v_identities,
    'ours', (
      select coalesce(jsonb_agg(jsonb_build_object('kind', o.kind, 'value', o.value)), '[]')
      from public.own_identities o
      where (o.kind, o.value) in (select k.kind, k.value from jsonb_to_recordset(p_keys) k (kind text, value text))),
    'ids', v_ids,
    'customers', (
      select coalesce(jsonb_agg(jsonb_build_object('id', c.id, 'name', c.name, 'tier', c.tier, 'language', c.language, 'time_zone', c.time_zone,
        'tags', c.tags, 'owner_id', c.owner_id, 'blocked', c.blocked, 'custom_fields', c.custom_fields)), '[]')
      from public.customers c where c.id = any (v_roots)),
    'owners', (
      select coalesce(jsonb_agg(jsonb_build_object('written', w, 'id', a.id)), '[]')
      from unnest(p_owners) w join public.agents a on a.id::text = lower(w) or (a.is_active and lower(a.name) = lower(w))));
end $function$;

REVOKE ALL ON FUNCTION "public"."find_customers_for_import"(jsonb, uuid[], text[], boolean) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.note_import_batch (
  p_id     uuid,
  p_rows   integer,
  p_counts jsonb,
  p_faults jsonb,
  p_sample jsonb
)
  RETURNS void
  LANGUAGE sql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
  insert into public.import_errors (import_id, line, field, code, message, details)
  select p_id, f.line, f.field, f.code, f.message, f.details
  from jsonb_to_recordset(p_faults) f (line integer, field text, code text, message text, details jsonb);
  update public.imports i set
    done = i.done + p_rows,
    created = i.created + (p_counts ->> 'created')::integer,
    updated = i.updated + (p_counts ->> 'updated')::integer,
    unchanged = i.unchanged + (p_counts ->> 'unchanged')::integer,
    failed = i.failed + (p_counts ->> 'failed')::integer,
    sample = i.sample || p_sample
  where i.id = p_id;
$function$;

REVOKE ALL ON FUNCTION "public"."note_import_batch"(uuid, integer, jsonb, jsonb, jsonb) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.run_import (
  p_id   uuid,
  p_kind text
)
  RETURNS SETOF public.imports
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_import public.imports;
  v_other  uuid;
begin
  perform pg_advisory_xact_lock(hashtextextended('imports:' || p_kind, 0));
  select * into v_import from public.imports i where i.id = p_id and i.kind = p_kind for update;
  if v_import.id is null then
    raise exception 'import_not_found' using errcode = 'P0404', detail = jsonb_build_object('id', p_id);
  elsif v_import.state not in ('previewed', 'running') then
    raise exception 'import_not_ready' using errcode = 'P0409', detail = jsonb_build_object('state', v_import.state);
  end if;
  if v_import.state = 'previewed' then
    select i.id into v_other from public.imports i where i.kind = p_kind and i.state = 'running';
    if v_other is not null then
      raise exception 'import_under_way' using errcode = 'P0409', detail = jsonb_build_object('import_id', v_other);
    end if;
    delete from public.import_errors e where e.import_id = p_id;
    update public.imports i set
      state = 'running', started_at = now(), started_by = public.current_actor(),
      preview = jsonb_build_object('created', i.created, 'updated', i.updated, 'unchanged', i.unchanged, 'failed', i.failed),
      done = 0, created = 0, updated = 0, unchanged = 0, failed = 0
    where i.id = p_id returning * into v_import;
  end if;
  perform public.add_import_job(p_id);
  perform public.log_activity('run', 'imports', p_id::text, null, jsonb_build_object('kind', p_kind, 'total', v_import.total));
  return next v_import;
end $function$;

REVOKE ALL ON FUNCTION "public"."run_import"(uuid, text) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.start_import (
  p_kind     text,
  p_module   text,
  p_filename text,
  p_sha256   text,
  p_size     bigint,
  p_columns  jsonb,
  p_total    integer
)
  RETURNS SETOF public.imports
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
declare
  v_import public.imports;
begin
  insert into public.stored_files (sha256, size) values (p_sha256, p_size) on conflict do nothing;
  insert into public.imports (kind, module, filename, sha256, size, columns, total, created_by)
  values (p_kind, p_module, p_filename, p_sha256, p_size, p_columns, p_total, public.current_actor())
  returning * into v_import;
  perform public.add_import_job(v_import.id);
  perform public.log_activity('upload', 'imports', v_import.id::text, null,
    jsonb_build_object('kind', p_kind, 'filename', p_filename, 'sha256', p_sha256, 'total', p_total));
  return next v_import;
end $function$;

REVOKE ALL ON FUNCTION "public"."start_import"(text, text, text, text, bigint, jsonb, integer) FROM PUBLIC, "anon", "authenticated";

CREATE OR REPLACE FUNCTION public.write_imported_customers (
  p_created    jsonb,
  p_changed    jsonb,
  p_identities jsonb
)
  RETURNS void
  LANGUAGE sql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
  -- display_name and search_text as describe_customers works them out, so that it has nothing to write.
  insert into public.customers (id, name, tier, language, time_zone, tags, owner_id, blocked, custom_fields, display_name, search_text)
  select n.id, n.name, n.tier, n.language, n.time_zone, n.tags, n.owner_id, n.blocked, n.custom_fields,
    coalesce(nullif(n.name, ''), a.best, ''), public.fold_text(concat_ws(' ', nullif(n.name, ''), a.words))
  from jsonb_to_recordset(p_created) n
    (id uuid, name text, tier text, language text, time_zone text, tags text[], owner_id uuid, blocked boolean, custom_fields jsonb)
  left join (
    select i.customer_id, string_agg(distinct i.value, ' ') as words,
      (array_agg(i.value order by array_position(array['phone', 'email', 'whatsapp_username', 'external', 'whatsapp_user_id'], i.kind), i.value))[1] as best
    from jsonb_to_recordset(p_identities) i (customer_id uuid, kind text, value text collate "C")
    group by i.customer_id
  ) a on a.customer_id = n.id;

  update public.customers c set
    name = n.name, tier = n.tier, language = n.language, time_zone = n.time_zone, tags = n.tags, owner_id = n.owner_id, blocked = n.blocked,
    custom_fields = n.custom_fields
  from jsonb_to_recordset(p_changed) n
    (id uuid, name text, tier text, language text, time_zone text, tags text[], owner_id uuid, blocked boolean, custom_fields jsonb)
  where c.id = n.id;

  -- As add_identities, for many customers at once.
  insert into public.customer_identities (customer_id, kind, value, written, source, begins_at, is_primary)
  select n.customer_id, n.kind, n.value, n.written, 'import',
    (select max(f.ended_at) from public.customer_identities f where f.kind = n.kind and f.value = n.value and f.ended_at is not null),
    row_number() over (partition by n.customer_id, n.kind order by n.value) = 1
      and not exists (select from public.customer_identities o where o.customer_id = n.customer_id and o.kind = n.kind and o.is_primary and o.ended_at is null)
  from jsonb_to_recordset(p_identities) n (customer_id uuid, kind text collate "C", value text collate "C", written text);
$function$;

REVOKE ALL ON FUNCTION "public"."write_imported_customers"(jsonb, jsonb, jsonb) FROM PUBLIC, "anon", "authenticated";

ALTER TABLE "public"."imports"
  ADD CONSTRAINT "imports_module_fkey" FOREIGN KEY (module) REFERENCES public.modules(key);

ALTER TABLE "public"."import_drafts"
  ADD CONSTRAINT "import_drafts_import_id_fkey" FOREIGN KEY (import_id) REFERENCES public.imports(id) ON DELETE CASCADE;

ALTER TABLE "public"."import_errors"
  ADD CONSTRAINT "import_errors_import_id_fkey" FOREIGN KEY (import_id) REFERENCES public.imports(id) ON DELETE CASCADE;

CREATE INDEX import_errors_code_idx ON public.import_errors USING btree (import_id, code, line, id);

CREATE INDEX import_errors_line_idx ON public.import_errors USING btree (import_id, line, id);

CREATE INDEX imports_creator_idx ON public.imports USING btree (kind, created_by, created_at DESC, id DESC);

CREATE INDEX imports_list_idx ON public.imports USING btree (kind, created_at DESC, id DESC);

CREATE UNIQUE INDEX imports_one_run ON public.imports USING btree (kind)
  WHERE (state = 'running'::text);

CREATE INDEX imports_state_idx ON public.imports USING btree (kind, state, created_at DESC, id DESC);

CREATE TRIGGER announce_delete AFTER DELETE ON public.imports REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.announce_imports (
  'tickets',
  'import',
  '',
  'id',
  'kind,state,total,done,created,updated,unchanged,failed,error_code',
  ''
);

CREATE TRIGGER announce_insert AFTER INSERT ON public.imports REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.announce_imports (
  'tickets',
  'import',
  '',
  'id',
  'kind,state,total,done,created,updated,unchanged,failed,error_code',
  ''
);

CREATE TRIGGER announce_update AFTER UPDATE ON public.imports REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.announce_imports (
  'tickets',
  'import',
  '',
  'id',
  'kind,state,total,done,created,updated,unchanged,failed,error_code',
  ''
);

CREATE POLICY "import_errors_view" ON "public"."import_errors"
  FOR SELECT
  TO "authenticated"
  USING ((EXISTS ( SELECT
   FROM public.imports i
  WHERE (i.id = import_errors.import_id))));

CREATE POLICY "imports_view" ON "public"."imports"
  FOR SELECT
  TO "authenticated"
  USING (public.has_permission(module, 'view'::text));

COMMENT ON COLUMN "public"."import_drafts"."import_id" IS 'class: none';

COMMENT ON COLUMN "public"."import_drafts"."key" IS 'class: personal';

COMMENT ON COLUMN "public"."import_drafts"."value" IS 'class: personal';

COMMENT ON COLUMN "public"."import_errors"."code" IS 'class: none';

COMMENT ON COLUMN "public"."import_errors"."details" IS 'class: personal';

COMMENT ON COLUMN "public"."import_errors"."field" IS 'class: none';

COMMENT ON COLUMN "public"."import_errors"."id" IS 'class: none';

COMMENT ON COLUMN "public"."import_errors"."import_id" IS 'class: none';

COMMENT ON COLUMN "public"."import_errors"."line" IS 'The line of the file on which the row begins; the header is line 1. class: none';

COMMENT ON COLUMN "public"."import_errors"."message" IS 'class: personal';

COMMENT ON COLUMN "public"."imports"."columns" IS 'The header of the file, [{"header", "column"}]; column is null for what is not imported. class: personal';

COMMENT ON COLUMN "public"."imports"."created" IS 'class: none';

COMMENT ON COLUMN "public"."imports"."created_at" IS 'class: none';

COMMENT ON COLUMN "public"."imports"."created_by" IS 'class: none';

COMMENT ON COLUMN "public"."imports"."done" IS 'Rows of the file that the preview, or the run, has behind it: the place from which it goes on. The counts are theirs. class: none';

COMMENT ON COLUMN "public"."imports"."error_code" IS 'class: none';

COMMENT ON COLUMN "public"."imports"."error_message" IS 'class: none';

COMMENT ON COLUMN "public"."imports"."failed" IS 'class: none';

COMMENT ON COLUMN "public"."imports"."filename" IS 'class: personal';

COMMENT ON COLUMN "public"."imports"."finished_at" IS 'class: none';

COMMENT ON COLUMN "public"."imports"."id" IS 'class: none';

COMMENT ON COLUMN "public"."imports"."kind" IS 'What the rows become: customers. class: none';

COMMENT ON COLUMN "public"."imports"."module" IS 'The permissions that it needs. class: none';

COMMENT ON COLUMN "public"."imports"."preview" IS 'The counts of the preview, from when the run began. class: none';

COMMENT ON COLUMN "public"."imports"."previewed_at" IS 'class: none';

COMMENT ON COLUMN "public"."imports"."sample" IS 'The first rows as the preview saw them. class: personal';

COMMENT ON COLUMN "public"."imports"."sha256" IS 'class: none';

COMMENT ON COLUMN "public"."imports"."size" IS 'class: none';

COMMENT ON COLUMN "public"."imports"."started_at" IS 'class: none';

COMMENT ON COLUMN "public"."imports"."started_by" IS 'class: none';

COMMENT ON COLUMN "public"."imports"."state" IS 'class: none';

COMMENT ON COLUMN "public"."imports"."total" IS 'class: none';

COMMENT ON COLUMN "public"."imports"."unchanged" IS 'class: none';

COMMENT ON COLUMN "public"."imports"."updated" IS 'class: none';

COMMENT ON TABLE "public"."import_drafts" IS 'What the rows that a preview has read would have left, for those that come after them. Gone when the preview ends. access: service only';

COMMENT ON TABLE "public"."import_errors" IS 'What keeps rows of a file from being imported: found by the preview, and found again by the run.';

COMMENT ON TABLE "public"."imports" IS 'CSV files that were uploaded to be imported. A preview reads the whole file and changes nothing; a run does what the preview said.';

REVOKE ALL ON FUNCTION "public"."add_import_job"(uuid) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."add_import_job"(uuid) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."add_import_job"(uuid) TO "service_role";

REVOKE ALL ON FUNCTION "public"."announce_imports"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."announce_imports"() TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."announce_imports"() TO "service_role";

REVOKE ALL ON FUNCTION "public"."announce_table"(regclass, text, text, text, text, text, text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."announce_table"(regclass, text, text, text, text, text, text, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."announce_table"(regclass, text, text, text, text, text, text, text) TO "service_role";

REVOKE ALL ON FUNCTION "public"."cancel_import"(uuid, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."cancel_import"(uuid, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."cancel_import"(uuid, text) TO "service_role";

REVOKE ALL ON FUNCTION "public"."end_import"(uuid, text, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."end_import"(uuid, text, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."end_import"(uuid, text, text) TO "service_role";

REVOKE ALL ON FUNCTION "public"."find_customers_for_import"(jsonb, uuid[], text[], boolean) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."find_customers_for_import"(jsonb, uuid[], text[], boolean) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."find_customers_for_import"(jsonb, uuid[], text[], boolean) TO "service_role";

REVOKE ALL ON FUNCTION "public"."note_import_batch"(uuid, integer, jsonb, jsonb, jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."note_import_batch"(uuid, integer, jsonb, jsonb, jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."note_import_batch"(uuid, integer, jsonb, jsonb, jsonb) TO "service_role";

REVOKE ALL ON FUNCTION "public"."run_import"(uuid, text) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."run_import"(uuid, text) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."run_import"(uuid, text) TO "service_role";

REVOKE ALL ON FUNCTION "public"."start_import"(text, text, text, text, bigint, jsonb, integer) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."start_import"(text, text, text, text, bigint, jsonb, integer) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."start_import"(text, text, text, text, bigint, jsonb, integer) TO "service_role";

REVOKE ALL ON FUNCTION "public"."write_imported_customers"(jsonb, jsonb, jsonb) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."write_imported_customers"(jsonb, jsonb, jsonb) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."write_imported_customers"(jsonb, jsonb, jsonb) TO "service_role";

REVOKE ALL ON SEQUENCE "public"."import_errors_id_seq" FROM "postgres";

GRANT SELECT, UPDATE, USAGE ON SEQUENCE "public"."import_errors_id_seq" TO "postgres";

REVOKE ALL ON SEQUENCE "public"."import_errors_id_seq" FROM "service_role";

GRANT SELECT, UPDATE, USAGE ON SEQUENCE "public"."import_errors_id_seq" TO "service_role";

REVOKE ALL ON TABLE "public"."import_drafts" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."import_drafts" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."import_drafts" TO "service_role";

REVOKE ALL ON TABLE "public"."import_errors" FROM "authenticated";

GRANT SELECT ON TABLE "public"."import_errors" TO "authenticated";

REVOKE ALL ON TABLE "public"."import_errors" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."import_errors" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."import_errors" TO "service_role";

REVOKE ALL ON TABLE "public"."imports" FROM "authenticated";

GRANT SELECT ON TABLE "public"."imports" TO "authenticated";

REVOKE ALL ON TABLE "public"."imports" FROM "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."imports" TO "postgres";

GRANT DELETE, INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE "public"."imports" TO "service_role";
