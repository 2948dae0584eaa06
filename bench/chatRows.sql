-- Makes chats of any number: $1 messages in $2 conversations, ten each but for the first, which has a hundredth of all messages. A third have the word
-- order, one in a hundred refund, one in 10,000 zanzibar. What triggers would keep is written here, at once. The same arguments give the same rows.

/* An id that depends on its argument only. */
create or replace function bench_id(p_text text) returns uuid
language sql immutable parallel safe as $$
  select overlay(overlay(md5(p_text) placing '4' from 13) placing 'a' from 17)::uuid
$$;

create or replace procedure bench_chats(p_messages integer, p_conversations integer) language plpgsql as $$
declare
  v_provider uuid := bench_id('chat provider');
  v_first    integer := p_messages / 100;
begin
  insert into public.chat_providers (id, slug, kind, name, business_number) values (v_provider, 'bench', 'netcore', 'Bench', '+447700900100');
  insert into public.agents (id, name) select bench_id('agent ' || n), 'Agent ' || n from generate_series(1, 20) n;
  alter table public.chat_contacts disable trigger user;
  alter table public.conversations disable trigger user;
  alter table public.messages disable trigger user;
  insert into public.chat_contacts (id, business_number, name, phone)
  select bench_id('contact ' || n), '+447700900100', 'Contact ' || n, '+1202' || lpad(n::text, 7, '0') from generate_series(1, p_conversations) n;
  insert into public.conversations (
    id, contact_id, provider_id, channel, business_number, contact_name, contact_phone, status, priority, team, assignee_id, message_count, unread_count,
    last_message_at, last_message_preview, last_message_type, last_direction, created_at)
  select bench_id('conversation ' || n), bench_id('contact ' || n), v_provider, 'netcore', '+447700900100', 'Contact ' || n, '+1202' || lpad(n::text, 7, '0'),
    (array['open', 'pending', 'resolved', 'resolved', 'resolved'])[1 + n % 5], (array['normal', 'normal', 'normal', 'high'])[1 + n % 4],
    (array['support', 'billing', 'logistics', 'sales'])[1 + n % 4], case when n % 10 < 7 then bench_id('agent ' || 1 + n % 20) end,
    case n when 1 then v_first else 10 end, case when n % 5 = 0 then 2 else 0 end,
    timestamptz '2026-07-01' - n * interval '20 seconds', 'Where is my order?', 'text', 'inbound', timestamptz '2026-06-30' - n * interval '20 seconds'
  from generate_series(1, p_conversations) n;
  insert into public.messages (id, conversation_id, contact_id, provider_id, direction, source, type, text, preview, key, at, sent_at, status)
  select bench_id('message ' || n), bench_id('conversation ' || c), bench_id('contact ' || c), v_provider,
    case when n % 3 = 0 then 'outbound' else 'inbound' end, case when n % 3 = 0 then 'automatic' else 'customer' end, 'text', t.text, t.text,
    'netcore:bench-' || n, timestamptz '2026-07-01' - n * interval '2 seconds', timestamptz '2026-07-01' - n * interval '2 seconds',
    case when n % 3 = 0 then 'read' end
  from generate_series(1, p_messages) n
  cross join lateral (select case when n <= v_first then 1 else 2 + (n - v_first) % (p_conversations - 1) end) k (c)
  cross join lateral (select concat_ws(' ', 'word' || n % 20000, 'word' || n % 997, 'word' || n % 83, case when n % 3 = 0 then 'order' end,
    case when n % 100 = 1 then 'refund' end, case when n % 10000 = 7 then 'zanzibar' end, 'ref' || n)) t (text);
  insert into public.message_search (message_id, at, words)
  select m.id, m.at, public.search_words(m.text) from public.messages m;
  insert into public.conversation_cycles (conversation_id, cycle, opened_at, first_message_at) select c.id, 1, c.created_at, c.created_at from public.conversations c;
  alter table public.chat_contacts enable trigger user;
  alter table public.conversations enable trigger user;
  alter table public.messages enable trigger user;
  perform public.rebuild_kept_counts('public.conversations');
  perform public.rebuild_chat_rollups();
end $$;
