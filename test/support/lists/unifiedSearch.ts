import type { ListDeclaration } from '../lists.js';

/** The first thirty rows have what no other has. */
const FEW = 'n <= 30';

/** Odd numbers are tickets, even ones customers. The lists of both are tried before, by the names of their files: these are not theirs. */
export const list: ListDeclaration = {
  path: '/search',
  sort: [],
  scale: {
    table: 'search_things',
    rows: [
      `insert into public.tickets (id, number, subject, description, team, created_at)
       select scale.id('searched', n), 'TKT-' || 20000000 + n,
         scale.one('subject', n, array['Pump leaks', 'Order is late', 'Refund asked', 'Seeds were wet']),
         (select string_agg(scale.one('word' || k, n, array['bag', 'torn', 'on', 'arrival', 'seeds', 'wet', 'customer', 'sent',
           'photo', 'label',
           'wrong', 'size', 'pump', 'sprayer', 'two', 'bottles', 'missing', 'paid', 'twice', 'card', 'late', 'five', 'days', 'box',
             'open']), ' ')
           from generate_series(1, 8) k) || case when ${FEW} then ' quicksilver' else '' end,
         scale.one('team', n, array['support', 'sales']), timestamptz '2020-07-01' - n * interval '20 seconds'
       from generate_series($1::int, $2::int) n where n % 2 = 1`,
      `insert into public.customers (id, name, display_name, search_text, created_at)
       select scale.id('searched', n), w.name, w.name, lower(w.name) || ' +9198' || 10000000 + n,
         timestamptz '2020-07-01' - n * interval '20 seconds'
       from generate_series($1::int, $2::int) n
       cross join lateral (select scale.one('first', n, array['Asha', 'Ravi', 'Meena', 'Arjun', 'Suresh', 'Divya', 'Manoj', 'Pooja',
         'Kiran']) || ' '
         || scale.one('last', n, array['Rao', 'Kumar', 'Singh', 'Patel', 'Devi', 'Sharma', 'Khan', 'Das', 'Nair', 'Iyer'])
         || case when ${FEW} then ' Quicksilver' else '' end as name) w
       where n % 2 = 0`,
      `select public.store_search_things('ticket', 'searched_tickets', array(select scale.id('searched',
        n) from generate_series($1::int, $2::int) n)),
         public.store_search_things('customer', 'searched_customers', array(select scale.id('searched',
           n) from generate_series($1::int, $2::int) n))`,
    ],
    few: [
      'q=quicksilver',
      'q=quicksilv',
      'q=quicksilver%20pump',
      'q=%22quicksilver%22&type=ticket',
      'q=quicksilver&spam=true',
      'q=TKT-20000077',
      'q=quicksilver&page=2&limit=10',
    ],
    many: ['q=pump', 'q=pump%20-quicksilver', 'q=%22pump%20leaks%22', 'q=sharma&type=customer', 'q=sharma', 'q=pump&type=ticket,customer'],
    digits: ['q=20000077', 'q=%2B919810000078', 'q=Shurma%20Quickslver'],
  },
};
