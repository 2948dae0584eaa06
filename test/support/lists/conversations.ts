import { activityOf, type ListDeclaration } from '../lists.js';

/** The first thirty rows have what no other has. */
const FEW = 'n <= 30';

/** An account, and a contact with a conversation for each number from $1 to $2. */
const rows = [
  `insert into public.agents (id, name, phone_number)
   select scale.id('agents', n), 'Agent ' || n, '555' || n from generate_series(1, 12) n where $1::int = 1 and $2::int > 0
   on conflict do nothing`,
  `insert into public.customers (id, name)
   select scale.id('chat_customers', n), 'Customer ' || n from generate_series($1::int, $2::int) n where n <= 2 or n % 20 = 0
   on conflict do nothing`,
  `insert into public.chat_providers (id, slug, kind, name, business_number)
   select scale.id('chat_providers', n), 'scale-' || n, case when n = 3 then 'interakt' else 'netcore' end, 'Account ' || n,
     '+44770090000' || n
   from generate_series(1, 3) n where $1::int = 1 and $2::int > 0
   on conflict do nothing`,
  `insert into public.chat_contacts (id, business_number, name, phone)
   select scale.id('chat_contacts', n), '+447700900001', 'Contact ' || n, '+1202' || 5000000 + n from generate_series($1::int, $2::int) n`,
  `insert into public.conversations
     (id, contact_id, provider_id, channel, business_number, customer_id, contact_name, contact_phone, status, priority, team,
      assignee_id, labels, snoozed_until, message_count, unread_count, last_message_at, last_message_preview,
      last_message_type, last_direction, waiting_since, participant_ids, mentioned_ids, created_at)
   select scale.id('conversations', n), scale.id('chat_contacts', n), scale.id('chat_providers', a.account),
     case when a.account = 3 then 'interakt' else 'netcore' end, '+447700900001',
     scale.id('chat_customers', case when ${FEW} then 1 when n % 100 = 50 then 2 else n / 20 * 20 end),
     scale.one('first', n, array['Asha', 'Ravi', 'Meera', 'Arjun', 'Sunita', 'Vikram']) || ' '
       || scale.one('last', n, array['Patel', 'Singh', 'Yadav', 'Rao', 'Kumar']) || case when n <= 3 then ' Quicksilver' else '' end,
     '+1202' || 5000000 + n,
     case when ${FEW} then 'snoozed' else scale.one('status', n, array['open', 'pending', 'resolved', 'resolved', 'resolved']) end,
     case when ${FEW} then 'urgent' when scale.dice('priority', n) < 0.9 then 'normal' else 'high' end,
     case when ${FEW} then 'legal' else scale.one('team', n, array['support', 'sales']) end,
     case when ${FEW} then scale.id('agents', 1) when scale.dice('assigned', n) < 0.7
       then scale.id('agents', 2 + floor(scale.dice('agent', n) * 10)::int) end,
     case when ${FEW} then array['escalated'] when scale.dice('label', n) < 0.3 then array['refund'] else '{}' end,
     case when ${FEW} then timestamptz '2030-01-01' end,
     10, case when scale.dice('unread', n) < 0.2 then 2 else 0 end, at, 'Where is my order?', 'text', 'inbound',
     case when scale.dice('waits', n) < 0.3 then at - interval '1 minute' end, '{}', '{}', at - interval '1 day'
   from generate_series($1::int, $2::int) n
   cross join lateral (select timestamptz '2026-07-01' - n * interval '20 seconds' - scale.dice('at', n) * interval '1 hour') t (at)
   cross join lateral (select case when ${FEW} then 3 when scale.dice('account', n) < 0.6 then 1 else 2 end) a (account)`,
];

export const list: ListDeclaration = {
  path: '/conversations',
  sort: ['last_message_at', 'created_at'],
  filters: {
    'status=open': ({ status }) => status === 'open',
    'status=pending,resolved': ({ status }) => status === 'pending' || status === 'resolved',
    'priority=high': ({ priority }) => priority === 'high',
    'label=refund': ({ labels }) => (labels as string[]).includes('refund'),
    'team=sales': ({ team }) => team === 'sales',
    'unassigned=true': ({ assignee_id }) => assignee_id === null,
    'unread=true': ({ unread_count }) => (unread_count as number) > 0,
    'waiting=true': ({ waiting_since }) => waiting_since !== null,
  },
  search: { needle: ({ contact_name }) => String(contact_name).includes('needle') },
  scale: {
    table: 'conversations',
    detail: true,
    kept: ['status', 'channel', 'provider_id', 'team', 'assignee_id', 'priority', 'unread', 'waiting'],
    rows: [...rows, activityOf('conversations')],
    few: [
      'status=snoozed',
      'priority=urgent',
      'team=legal',
      'label=escalated',
      'channel=interakt',
      `provider_id={chat_providers 3}`,
      `assignee_id={agents 1}`,
      `customer_id={chat_customers 1}`,
      `contact_id={chat_contacts 7}`,
      'search=quicksilver',
    ],
    many: [
      'status=resolved',
      'status=open,pending',
      'priority=normal',
      'team=support',
      'team=support&team=legal',
      'label=refund',
      'channel=netcore',
      `provider_id={chat_providers 1}`,
      `assignee_id={agents 2}`,
      `customer_id={chat_customers 2}`,
      'unassigned=true',
      'unread=true',
      'waiting=true',
      'view=unassigned',
      'view=longest_waiting',
      'search=patel',
    ],
    digits: ['search=+12025000077'],
  },
};
