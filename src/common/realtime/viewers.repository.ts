import { Injectable } from '@nestjs/common';
import { PostgresService } from '../../supabase/postgres.service.js';

/** Somebody who looks at something. */
export interface Viewer {
  user_id: string;
  /** The e-mail address of who has no name. */
  name: string;
  is_typing: boolean;
  since: string;
}

/** Straight over pg: said again every few seconds by everybody. */
@Injectable()
export class ViewersRepository {
  constructor(private readonly postgres: PostgresService) {}

  async lookAt(
    type: string,
    id: string,
    {
      socket_id,
      user_id,
      typing,
      keep_s,
      keep_typing_s,
    }: { socket_id: string; user_id: string; typing: boolean; keep_s: number; keep_typing_s: number },
  ): Promise<void> {
    await this.postgres.query({
      name: 'look_at',
      text: `select public.look_at($1, $2, $3, $4, $5, $6 * interval '1 second', $7 * interval '1 second')`,
      values: [type, id, socket_id, user_id, typing, keep_s, keep_typing_s],
    });
  }

  async lookAway(socket_id: string, type: string | null = null, id: string | null = null): Promise<void> {
    await this.postgres.query('select public.look_away($1, $2, $3)', [socket_id, type, id]);
  }

  /** By `type/id`; what nobody looks at is missing. */
  async of(keys: string[]): Promise<Map<string, Viewer[]>> {
    const rows = await this.postgres.query<{ key: string; viewers: Viewer[] }>({
      name: 'get_viewers',
      text: 'select key, viewers from public.get_viewers($1)',
      values: [keys],
    });
    return new Map(rows.map(({ key, viewers }) => [key, viewers]));
  }
}
