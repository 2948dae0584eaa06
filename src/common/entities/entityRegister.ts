import { type FactoryProvider, Injectable } from '@nestjs/common';
import { PostgresService } from '../../supabase/postgres.service.js';
import { allows, scopesOf, type UserPermissions } from '../auth/permissions.port.js';
import { type EntityKind, fillPath } from './entityKind.js';

/** Something, named by its kind and its id. */
export interface EntityRef {
  type: string;
  id: string;
}

/** What is said of it to whoever may see it. */
export interface EntityDescription extends EntityRef {
  label: string;
  /** Where the API answers it; null when it has no route of its own. */
  path: string | null;
}

type Found = Record<string, string | null> & { is_within: boolean };

const UUID = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** Every kind of thing that the modules of this product have: what one is called, who may see it, where the API answers it. */
@Injectable()
export class EntityRegister {
  private readonly kinds = new Map<string, EntityKind>();

  constructor(private readonly postgres: PostgresService) {}

  register(kind: EntityKind): void {
    if (this.kinds.has(kind.type)) throw new Error(`The entity ${kind.type} is registered twice.`);
    this.kinds.set(kind.type, kind);
  }

  /** The kinds that a search finds and this caller may see, each with the scopes in which he does; null is everywhere. */
  searched(permissions: UserPermissions): { kind: EntityKind; scopes: string[] | null }[] {
    return [...this.kinds.values()].flatMap((kind) => {
      const scopes = kind.searched && viewedIn(kind, permissions);
      return scopes === undefined ? [] : [{ kind, scopes }];
    });
  }

  /**
   * The path of something whose row is at hand, so that nothing is read; null when it has none. `values` are the columns that the path is
   * made of.
   */
  pathOf(type: string, values: Record<string, unknown>): string | null {
    return fillPath(this.kinds.get(type)?.path ?? null, values);
  }

  /** What these are, in their order, by one statement for each kind; null for what does not exist and what the caller may not see. */
  async describe(refs: EntityRef[], permissions: UserPermissions): Promise<(EntityDescription | null)[]> {
    const types = [...new Set(refs.map(({ type }) => type))];
    const found = new Map(
      await Promise.all(
        types.map(async (type) => {
          const kind = this.kinds.get(type);
          if (!kind) return [type, undefined] as const;
          const scopes = viewedIn(kind, permissions);
          if (scopes === undefined) return [type, undefined] as const;
          const ids = [...new Set(refs.filter((ref) => ref.type === type).map(({ id }) => id))];
          return [type, await this.rows(kind, ids, scopes)] as const;
        }),
      ),
    );
    return refs.map(({ type, id }) => found.get(type)?.get(id) ?? null);
  }

  /** The scopes in which a thing is seen, or the one that it is part of; none when there is no such thing, or its kind has none. */
  async scopesOf(type: unknown, given: unknown): Promise<string[]> {
    const kind = this.kinds.get(String(type));
    if (!kind?.scopes || typeof given !== 'string' || (!kind.key && !UUID.test(given))) return [];
    const { table, partOf, scopes } = kind;
    const id: string = kind.key ?? 'id';
    const own = partOf ? `(select coalesce(p.${partOf}, p.${id}) from public.${table} p where p.${id} = $1)` : '$1';
    const [row] = await this.postgres.query<{ scopes: string[] }>(
      `select array_remove(${scopes}, null) as scopes from public.${table} r where r.${id} = ${own}`,
      [given],
    );
    return row?.scopes ?? [];
  }

  /** By the id that was asked for; with scopes, only what lies in one of them. */
  private async rows(kind: EntityKind, ids: string[], scopes: string[] | null): Promise<Map<string, EntityDescription>> {
    const { type, partOf, hidden, path } = kind;
    const key: string = kind.key ?? 'id';
    const rows = await this.read(kind, kind.key ? ids : ids.filter((id) => UUID.test(id)), scopes);
    // A thing may be part of another by now; that one is part of no third.
    const others = partOf ? [...rows.values()].flatMap((row) => row[partOf] ?? []) : [];
    const wholes = others.length > 0 ? await this.read(kind, others, scopes) : rows;
    return new Map(
      ids.flatMap((asked) => {
        const part = rows.get(kind.key ? asked : asked.toLowerCase());
        const row = partOf && part?.[partOf] ? wholes.get(part[partOf]) : part;
        if (!row?.is_within || (hidden && row[hidden] !== null)) return [];
        const id = row[key]!;
        return [[asked, { type, id, label: kind.label(row as never), path: fillPath(path, { ...row, id }) }] as const];
      }),
    );
  }

  /** The columns of rows as JSON has them, by id. */
  private async read(
    { table, key, hidden, partOf, columns, scopes: own }: EntityKind,
    ids: string[],
    scopes: string[] | null,
  ): Promise<Map<string, Found>> {
    if (ids.length === 0) return new Map();
    const id: string = key ?? 'id';
    const all = [...new Set([id, ...columns, ...[hidden, partOf].filter((column) => column !== undefined)])];
    const within = scopes ? `${own} && $2::text[]` : 'true';
    const rows = await this.postgres.query<{ found: Found }>(
      `select to_jsonb(t) as found from (select ${all.join()}, ${within} as is_within from public.${table} r where ${id} = any ($1)) t`,
      scopes ? [ids, scopes] : [ids],
    );
    return new Map(rows.map(({ found }) => [found[id]!, found]));
  }
}

/** The scopes in which a caller sees a kind; null is everywhere, undefined nowhere. */
function viewedIn(kind: EntityKind, permissions: UserPermissions): string[] | null | undefined {
  if (allows(permissions, kind.module, 'view') && !permissions.within?.includes(kind.module)) return null;
  const scopes = scopesOf(permissions, kind.module, 'view');
  return scopes.length === 0 || !kind.scopes ? undefined : scopes;
}

/** Among a module's providers: `registers(REFUND_ENTITY)`. */
export function registers(...kinds: EntityKind[]): FactoryProvider<EntityKind[]> {
  return {
    provide: Symbol(`entities ${kinds.map(({ type }) => type).join(', ')}`),
    inject: [EntityRegister],
    useFactory: (register: EntityRegister) => {
      for (const kind of kinds) register.register(kind);
      return kinds;
    },
  };
}
