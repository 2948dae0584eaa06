import { permissionsOfScopes, missingScope } from './scopes.js';

describe('permissionsOfScopes', () => {
  it('reads single actions and all of a module', () => {
    expect(permissionsOfScopes(['calls:view', 'roles:*', 'calls:edit', 'calls:view'])).toEqual({
      roles: [],
      full_access: false,
      modules: { calls: ['view', 'edit'], roles: ['view', 'create', 'edit', 'delete'] },
      scoped: {},
    });
  });

  it('gives nothing for an action that does not exist', () => {
    expect(permissionsOfScopes(['calls:fly']).modules).toEqual({ calls: [] });
  });
});

describe('missingScope', () => {
  const agent = { roles: ['agent'], full_access: false, modules: { calls: ['view' as const, 'create' as const] }, scoped: {} };

  it('finds the scope that goes too far', () => {
    expect(missingScope(agent, ['calls:view', 'calls:create'])).toBeUndefined();
    expect(missingScope(agent, ['calls:view', 'calls:*'])).toBe('calls:*');
    expect(missingScope(agent, ['roles:view'])).toBe('roles:view');
  });

  it('is not confused by the names of built-in properties', () => {
    expect(missingScope(agent, ['constructor:view'])).toBe('constructor:view');
    expect(missingScope(agent, ['__proto__:view'])).toBe('__proto__:view');
  });

  it('lets full access give everything', () => {
    expect(missingScope({ roles: ['admin'], full_access: true, modules: {}, scoped: {} }, ['roles:*', 'whatever:delete'])).toBeUndefined();
  });
});
