import type { Action, UserPermissions } from '../auth/permissions.port.js';
import { type Audience, roomsFor, roomsOf, fingerprintOf, scopeOf, sees } from './changeScope.js';

const permissions = (modules: Record<string, Action[]>, full_access = false, scoped: UserPermissions['scoped'] = {}) => ({
  roles: [],
  full_access,
  modules,
  scoped,
});

describe('scopeOf', () => {
  it('holds the modules that may be viewed, and no others', () => {
    expect(scopeOf('ann', permissions({ tickets: ['view', 'edit'], calls: ['view'], roles: ['edit'] }))).toEqual({
      user_id: 'ann',
      modules: ['calls', 'tickets'],
      scoped: [],
    });
  });

  it('holds all modules, later ones included, with full access', () => {
    expect(scopeOf('ann', permissions({}, true))).toEqual({ user_id: 'ann', modules: null, scoped: [] });
  });

  it('holds what may be viewed within scopes, unless it may be everywhere', () => {
    const scoped = { calls: { view: ['team:a'] }, chats: { view: ['team:b', 'team:a'], edit: ['team:c'] } };
    expect(scopeOf('ann', permissions({ calls: ['view'] }, false, scoped)).scoped).toEqual(['chats/team:a', 'chats/team:b']);
  });

  it('does not differ by the order in which permissions come', () => {
    const of = (...given: Parameters<typeof permissions>) => fingerprintOf(scopeOf('ann', permissions(...given)));
    expect(of({ a: ['view'], b: ['view'] })).toBe(of({ b: ['view'], a: ['view', 'edit'] }));
    const others = [
      of({ a: ['view'] }),
      of({}, true),
      of({}),
      of({}, false, { a: { view: ['team:a'] } }),
      of({}, false, { a: { view: ['team:b'] } }),
    ];
    expect(new Set([...others, fingerprintOf(scopeOf('bob', permissions({})))]).size).toBe(6);
  });
});

describe('rooms', () => {
  const scopes = [
    scopeOf('ann', permissions({ calls: ['view'] })),
    scopeOf('bob', permissions({ calls: ['view'], tickets: ['view'] })),
    scopeOf('ann', permissions({})),
    scopeOf('bob', permissions({}, true)),
    scopeOf('ann', permissions({ tickets: ['view'] }, false, { calls: { view: ['team:a', 'team:b'] } })),
  ];
  const events: Audience[] = ['calls', 'tickets', 'later'].flatMap((module) => [
    ...[null, 'ann', 'bob'].map((user_id) => ({ module, user_id, scopes: null, scoped_only: false })),
    ...[[], ['team:a'], ['team:c'], ['team:c', 'team:b']].flatMap((of) =>
      [true, false].map((scoped_only) => ({ module, user_id: null, scopes: of, scoped_only })),
    ),
  ]);

  it.each(scopes.flatMap((scope) => events.map((event) => [scope, event] as const)))(
    'let %j meet %j exactly when it is seen',
    (scope, event) => {
      const meets = roomsFor(event).some((room) => roomsOf(scope).includes(room));
      expect(meets).toBe(sees(scope, event));
    },
  );

  it('keep an event for one user from everyone else, full access or not', () => {
    const for_ann = { module: 'notifications', user_id: 'ann', scopes: null, scoped_only: false };
    expect(sees(scopeOf('bob', permissions({}, true)), for_ann)).toBe(false);
    expect(sees(scopeOf('ann', permissions({})), for_ann)).toBe(false);
  });

  it('keep what lies in other scopes, or in none, from those who have some', () => {
    const ann = scopeOf('ann', permissions({}, false, { calls: { view: ['team:a'] } }));
    const seen = (audience: Partial<Audience>) =>
      sees(ann, { module: 'calls', user_id: null, scopes: null, scoped_only: false, ...audience });
    expect([seen({ scopes: ['team:a'] }), seen({ user_id: 'ann' })]).toEqual([true, true]);
    expect([seen({}), seen({ scopes: [] }), seen({ scopes: ['team:b'] }), seen({ scopes: ['team:a'], module: 'tickets' })]).toEqual(
      Array(4).fill(false),
    );
  });
});
