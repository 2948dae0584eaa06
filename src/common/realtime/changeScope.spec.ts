import type { Action } from '../auth/permissions.port.js';
import { type Audience, roomsFor, roomsOf, fingerprintOf, scopeOf, sees } from './changeScope.js';

const permissions = (modules: Record<string, Action[]>, full_access = false) => ({ roles: [], full_access, modules });

describe('scopeOf', () => {
  it('holds the modules that may be viewed, and no others', () => {
    expect(scopeOf('ann', permissions({ tickets: ['view', 'edit'], calls: ['view'], roles: ['edit'] }))).toEqual({
      user_id: 'ann',
      modules: ['calls', 'tickets'],
    });
  });

  it('holds all modules, later ones included, with full access', () => {
    expect(scopeOf('ann', permissions({}, true))).toEqual({ user_id: 'ann', modules: null });
  });

  it('does not differ by the order in which permissions come', () => {
    const of = (...given: Parameters<typeof permissions>) => fingerprintOf(scopeOf('ann', permissions(...given)));
    expect(of({ a: ['view'], b: ['view'] })).toBe(of({ b: ['view'], a: ['view', 'edit'] }));
    expect(new Set([of({ a: ['view'] }), of({}, true), of({}), fingerprintOf(scopeOf('bob', permissions({})))]).size).toBe(4);
  });
});

describe('rooms', () => {
  const scopes = [
    scopeOf('ann', permissions({ calls: ['view'] })),
    scopeOf('bob', permissions({ calls: ['view'], tickets: ['view'] })),
    scopeOf('ann', permissions({})),
    scopeOf('bob', permissions({}, true)),
  ];
  const events: Audience[] = ['calls', 'tickets', 'later'].flatMap((module) =>
    [null, 'ann', 'bob'].map((user_id) => ({ module, user_id })),
  );

  it.each(scopes.flatMap((scope) => events.map((event) => [scope, event] as const)))(
    'let %j meet %j exactly when it is seen',
    (scope, event) => {
      const meets = roomsFor(event).some((room) => roomsOf(scope).includes(room));
      expect(meets).toBe(sees(scope, event));
    },
  );

  it('keep an event for one user from everyone else, full access or not', () => {
    expect(sees(scopeOf('bob', permissions({}, true)), { module: 'notifications', user_id: 'ann' })).toBe(false);
    expect(sees(scopeOf('ann', permissions({})), { module: 'notifications', user_id: 'ann' })).toBe(false);
  });
});
