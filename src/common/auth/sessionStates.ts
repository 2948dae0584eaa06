import { Injectable } from '@nestjs/common';
import { PostgresService } from '../../supabase/postgres.service.js';
import { unauthenticated } from '../errors/commonErrors.js';
import { ChangeSignalService } from '../realtime/changeSignal.service.js';

/** How long an answer is believed when nobody says that it changed, milliseconds: the message may get lost with its connection. */
const REMEMBER_MS = 3_000;
const REMEMBERED = 10_000;

/** Whose session it is, as a verified token says. */
export interface SessionName {
  user_id: string;
  /** Absent in tokens that belong to no session. */
  session_id?: string;
}

type SessionState = 'active' | 'user_gone' | 'session_ended';

const SAYINGS: Record<Exclude<SessionState, 'active'>, string> = {
  user_gone: 'The user of this token was deleted or banned.',
  session_ended: 'The session of this token has ended; sign in again.',
};

/** Whether those who hold a valid token still are users, and signed in: a token alone outlives both. Asked on every request. */
@Injectable()
export class SessionStates {
  private readonly known = new Map<string, { until: number; state: Promise<SessionState> }>();

  constructor(
    private readonly postgres: PostgresService,
    signal: ChangeSignalService,
  ) {
    signal.signals.on('permissions', () => this.forget());
  }

  /** Raises unauthenticated when the user is gone or has signed out, database_unavailable when nobody knows. */
  async expectActive(session: SessionName): Promise<void> {
    const state = await this.of(session);
    if (state !== 'active') throw unauthenticated(undefined, { message: SAYINGS[state] });
  }

  /** Which of them are active, never from memory. */
  async active(sessions: SessionName[]): Promise<boolean[]> {
    const rows = await this.postgres.query<{ state: SessionState }>(
      `select public.get_session_state(s.user_id, s.session_id) as state
       from unnest($1::uuid[], $2::uuid[]) with ordinality as s (user_id, session_id, place) order by s.place`,
      [sessions.map(({ user_id }) => user_id), sessions.map(({ session_id }) => session_id ?? null)],
    );
    return rows.map(({ state }) => state === 'active');
  }

  forget(): void {
    this.known.clear();
  }

  private of({ user_id, session_id }: SessionName): Promise<SessionState> {
    const name = `${user_id} ${session_id ?? ''}`;
    const entry = this.known.get(name);
    if (entry && entry.until > Date.now()) return entry.state;
    const state = this.postgres
      .query<{ state: SessionState }>({
        name: 'get_session_state',
        text: 'select public.get_session_state($1, $2) as state',
        values: [user_id, session_id ?? null],
      })
      .then(([row]) => row!.state);
    // A failed question must not be the answer for the next ones.
    state.catch(() => this.known.delete(name));
    if (this.known.size >= REMEMBERED) this.known.clear();
    this.known.set(name, { until: Date.now() + REMEMBER_MS, state });
    return state;
  }
}
