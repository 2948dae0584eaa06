import { type ArgumentsHost, ValidationPipe } from '@nestjs/common';
import { ApiKeysService } from '../../../src/apiKeys/apiKeys.service.js';
import { AccessGuard } from '../../../src/common/auth/access.guard.js';
import { RoleScopes } from '../../../src/common/auth/roleScopes.service.js';
import { AppError } from '../../../src/common/errors/appError.js';
import { ErrorFilter } from '../../../src/common/errors/error.filter.js';
import { RolesService } from '../../../src/roles/roles.service.js';
import type { TestApp } from '../../support/app.js';

export const SABOTAGES = ['guard', 'validation', 'field', 'crash', 'hang', 'echo', 'inside', 'leak', 'scope'] as const;
export type Sabotage = (typeof SABOTAGES)[number];

type Method = (...values: never[]) => unknown;

/** Breaks the product that will be started in this process; what is given back mends it. */
export function sabotage(kind: Sabotage, product: () => TestApp): () => void {
  const undo: (() => void)[] = [];
  const wrap = <T extends object>(owner: T, name: keyof T & string, around: (method: Method, self: object, values: never[]) => unknown) => {
    const method = owner[name] as Method;
    undo.push(() => Object.assign(owner, { [name]: method }));
    Object.assign(owner, {
      [name](this: object, ...values: never[]) {
        return around(method, this, values);
      },
    });
  };
  const onRefusal = (change: (error: AppError, host: ArgumentsHost) => AppError) =>
    wrap(ErrorFilter.prototype, 'catch', (method, self, values) => {
      const [thrown, host] = values as unknown as [Error, ArgumentsHost];
      return method.call(self, ...([thrown instanceof AppError ? change(thrown, host) : thrown, host] as never[]));
    });
  const ways: Record<Sabotage, () => void> = {
    // Whoever is known may do everything.
    guard: () =>
      wrap(AccessGuard.prototype, 'canActivate', async (method, self, values) => {
        try {
          return await method.call(self, ...values);
        } catch (error) {
          if (error instanceof AppError && error.code === 'forbidden') return true;
          throw error;
        }
      }),
    validation: () => wrap(ValidationPipe.prototype, 'transform', (_method, _self, [value]) => value),
    field: () =>
      wrap(RolesService.prototype, 'get', async (method, self, values) => ({
        ...((await method.call(self, ...values)) as object),
        internal_note: 'x',
      })),
    crash: () =>
      wrap(RolesService.prototype, 'list', (method, self, values) => {
        if ((values as unknown as [{ search?: string }])[0].search !== undefined)
          throw new TypeError('Cannot read properties of undefined');
        return method.call(self, ...values);
      }),
    hang: () => wrap(RolesService.prototype, 'modules', () => new Promise(() => undefined)),
    echo: () =>
      onRefusal((error, host) => {
        const { url } = host.switchToHttp().getRequest<{ url: string }>();
        return new AppError(error.code, error.statusCode, `${error.message} (${url})`, error.details, error.headers);
      }),
    inside: () =>
      onRefusal((error) =>
        error.statusCode === 404
          ? new AppError(error.code, 404, 'select * from public.roles where id = $1 found nothing', error.details, error.headers)
          : error,
      ),
    // A role that counts in one team counts everywhere.
    scope: () => wrap(RoleScopes.prototype, 'obey', async () => undefined),
    leak: () =>
      wrap(ApiKeysService.prototype, 'get', async (method, self, values) => {
        const key = (await method.call(self, ...values)) as { id: string };
        const { rows } = await product().database.pool.query<{ name: string }>(
          'select key_hash::text as name from api_key_secrets where api_key_id = $1',
          [key.id],
        );
        return { ...key, name: rows[0]!.name };
      }),
  };
  ways[kind]();
  return () => undo.forEach((mend) => mend());
}
