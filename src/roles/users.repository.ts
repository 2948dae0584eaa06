import { Injectable } from '@nestjs/common';
import { decodeCursor, encodeCursor } from '../common/list/cursor.js';
import { isUncounted } from '../common/list/uncounted.js';
import { type Condition, whereClause } from '../supabase/conditions.js';
import { PostgresService } from '../supabase/postgres.service.js';
import type { ListUsersDto, UserDto, UserPageDto } from './dto/user.dto.js';

/** Deleted users are not listed. Everybody has a moment of creation here, also who was put into the table by hand. */
const USERS = `(
  select u.id, coalesce(u.email, '') as email,
    coalesce(nullif(u.raw_user_meta_data ->> 'full_name', ''), u.raw_user_meta_data ->> 'name', '') as name,
    u.banned_until is null or u.banned_until < now() as is_active,
    array(select r.name from public.user_roles m join public.roles r on r.id = m.role_id where m.user_id = u.id order by 1) as roles,
    u.last_sign_in_at, coalesce(u.created_at, 'epoch') as created_at
  from auth.users u where u.deleted_at is null
) as users`;

/** Users belong to Supabase Auth, and only the database's owner may read them: PostgREST, and with it `Table`, cannot be asked. */
@Injectable()
export class UsersRepository {
  constructor(private readonly postgres: PostgresService) {}

  async page({ page = 1, limit = 50, order = 'desc', sort = 'created_at', ...query }: ListUsersDto): Promise<UserPageDto> {
    const { text, values } = this.conditions(query);
    const [value, id] = query.cursor ? decodeCursor(query.cursor) : [];
    const place = (parameter: unknown) => `$${values.push(parameter)}`;
    const counted = isUncounted()
      ? []
      : await this.postgres.query<{ total: string }>(`select count(*) as total from ${USERS} ${text}`, [...values]);
    const type = sort === 'created_at' ? 'timestamptz' : 'text';
    const column = type === 'text' ? `${sort} collate "C"` : sort;
    const sign = order === 'asc' ? '>' : '<';
    const beyond =
      id === undefined ? '' : `${text ? 'and' : 'where'} (${column}, id) ${sign} (${place(value)}::${type}, ${place(id)}::uuid)`;
    const rows = await this.postgres.query<{ user: UserDto }>(
      `select to_jsonb(users) as user from ${USERS} ${text} ${beyond}
       order by ${column} ${order}, id ${order} limit ${limit + 1} offset ${id === undefined ? (page - 1) * limit : 0}`,
      values,
    );
    const data = rows.slice(0, limit).map(({ user }) => user);
    const last = data.at(-1);
    const next_cursor = rows.length > limit && last ? encodeCursor([last[sort], last.id]) : null;
    return { data, total: Number(counted[0]?.total ?? 0), page, limit, next_cursor };
  }

  private conditions({ search, role_id, is_active }: ListUsersDto): { text: string; values: unknown[] } {
    const found: Condition[] = [];
    if (search?.trim()) found.push({ columns: ['name', 'email'], operator: 'contains', value: search });
    if (is_active !== undefined) found.push({ columns: ['is_active'], operator: 'eq', value: is_active });
    const { text, values } = whereClause(found);
    if (role_id === undefined) return { text, values };
    const has = `exists (select from public.user_roles m where m.user_id = users.id and m.role_id = $${values.push(role_id)})`;
    return { text: `${text ? `${text} and` : 'where'} ${has}`, values };
  }
}
