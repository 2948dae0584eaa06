create table public.chat_opt_words (
  word text collate "C" primary key check (word <> ''),
  kind text collate "C" not null check (kind in ('out', 'in'))
);
comment on table public.chat_opt_words is 'Words by which a customer wants no more templates, or wants them again; as the settings say. access: service only';

select public.publish_table('public.chat_opt_words', classes => 'none: word, kind');

/* A message as such words are compared: in lower case, without what stands around and between its words. */
create function public.opt_word(p_text text) returns text
language sql immutable set search_path = '' as $$
  select btrim(regexp_replace(lower(normalize(p_text, NFKC)), '[[:space:][:punct:]।]+', ' ', 'g'))
$$;
select public.grant_to_service('opt_word');

/* The words that count from now on. */
create function public.set_chat_opt_words(p_out text[], p_in text[]) returns void
language plpgsql set search_path = '' as $$
declare
  v_words jsonb := (
    select coalesce(jsonb_object_agg(w.word, w.kind), '{}') from (
      select public.opt_word(o) as word, 'in' as kind from unnest(p_in) o
      union all
      select public.opt_word(o), 'out' from unnest(p_out) o
    ) w where w.word <> '');
begin
  if v_words is distinct from (select coalesce(jsonb_object_agg(w.word, w.kind), '{}') from public.chat_opt_words w) then
    delete from public.chat_opt_words w where not v_words ? w.word;
    insert into public.chat_opt_words (word, kind) select * from jsonb_each_text(v_words)
    on conflict (word) do update set kind = excluded.kind;
  end if;
end $$;
select public.grant_to_service('set_chat_opt_words');
