import { DateTime } from 'luxon';
import type pg from 'pg';
import type {
  ChatDashboardOverviewDto,
  ChatDeliveryDto,
  ChatResponseDto,
  ChatVolumeDto,
} from '../../src/chatIngestion/dashboard/dto/chatDashboard.dto.js';

/** The figures of the chat dashboard, worked out here by plain loops over each raw row: no rollup, nothing shared with the product. */

interface RawMessage {
  at: number;
  date: string;
  provider_id: string;
  team: string | null;
  source: string;
  type: string;
  status: string | null;
  error_code: string | null;
  created_by: string | null;
}

interface RawCycle {
  /** The customer's first message, or the opening when there is none; milliseconds since 1970, as all times here. */
  at: number;
  date: string;
  provider_id: string;
  team: string | null;
  first_message_at: number | null;
  first_response_at: number | null;
  resolved_at: number | null;
  resolved_by: string | null;
}

interface RawProvider {
  id: string;
  name: string;
  slug: string;
  kind: string;
  business_number: string;
  removed: boolean;
}

export interface RawChats {
  messages: RawMessage[];
  cycles: RawCycle[];
  providers: RawProvider[];
}

export interface ChatQuestion {
  start: Date;
  end: Date;
  zone: string;
  provider_id?: string;
  team?: string;
}

export type ChatFigures = Omit<ChatDashboardOverviewDto, 'start_date' | 'end_date'>;

const MS = (column: string) => `(extract(epoch from ${column}) * 1000)::float8`;

export async function readChats(pool: pg.Pool, zone: string): Promise<RawChats> {
  const messages = await pool.query<RawMessage>(
    `select ${MS('m.at')} as at, (m.at at time zone $1)::date::text as date, m.provider_id, c.team, m.source, m.type, m.status,
       m.error_code, m.created_by
     from public.messages m join public.conversations c on c.id = m.conversation_id`,
    [zone],
  );
  const cycles = await pool.query<RawCycle>(
    `select ${MS('b.at')} as at, (b.at at time zone $1)::date::text as date, c.provider_id, c.team,
       ${MS('y.first_message_at')} as first_message_at, ${MS('y.first_response_at')} as first_response_at,
       ${MS('y.resolved_at')} as resolved_at, y.resolved_by
     from public.conversation_cycles y join public.conversations c on c.id = y.conversation_id,
       lateral (select case when y.first_message_at is null then y.opened_at else y.first_message_at end as at) b`,
    [zone],
  );
  const providers = await pool.query<RawProvider>(
    'select id, name, slug, kind, business_number, deleted_at is not null as removed from public.chat_providers',
  );
  return { messages: messages.rows, cycles: cycles.rows, providers: providers.rows };
}

interface Group {
  messages: RawMessage[];
  cycles: RawCycle[];
}

export function chatFigures(chats: RawChats, { start, end, zone, provider_id, team }: ChatQuestion): ChatFigures {
  const isAsked = (row: RawMessage | RawCycle) =>
    row.at >= start.getTime() &&
    row.at < end.getTime() &&
    (!provider_id || row.provider_id === provider_id) &&
    (!team || row.team === team);
  const all: Group = {
    messages: chats.messages.filter((message) => isAsked(message) && !(message.source === 'customer' && message.type === 'system')),
    cycles: chats.cycles.filter(isAsked),
  };
  const of = (holds: (row: RawMessage | RawCycle) => boolean): Group => ({
    messages: all.messages.filter(holds),
    cycles: all.cycles.filter(holds),
  });
  const whole = (group: Group) => ({ ...volume(group), ...response(group), ...delivery(group.messages) });
  const teams = [...new Set([...all.messages, ...all.cycles].map((row) => row.team))];
  const agents = [
    ...new Set([
      ...all.messages.map(writer),
      ...all.cycles.filter(({ resolved_at }) => resolved_at !== null).map(({ resolved_by }) => resolved_by),
      ...(all.cycles.length > 0 ? [null] : []),
    ]),
  ];
  const codes = new Map<string, number>();
  for (const { status, error_code } of all.messages)
    if (status === 'failed') codes.set(error_code ?? '', (codes.get(error_code ?? '') ?? 0) + 1);
  return {
    volume: volume(all),
    response: response(all),
    delivery: delivery(all.messages),
    daily_volume: datesOf(start, end, zone).map((date) => ({ date, ...volume(of((row) => row.date === date)) })),
    teams: teams
      .map((name) => ({ team: name, ...whole(of((row) => row.team === name)) }))
      .sort((a, b) => b.messages - a.messages || last(a.team, b.team)),
    providers: chats.providers
      .map(({ id, removed, ...names }) => ({ removed, group: of((row) => row.provider_id === id), id, names }))
      .filter(
        ({ id, removed, group }) => group.messages.length + group.cycles.length > 0 || (!removed && (!provider_id || provider_id === id)),
      )
      .map(({ id, names, group }) => ({ provider_id: id, ...names, ...whole(group) }))
      .sort((a, b) => b.messages - a.messages || order(a.name, b.name) || order(a.provider_id, b.provider_id)),
    agents: agents
      .map((agent_id) => {
        const mine = all.messages.filter((message) => writer(message) === agent_id);
        return {
          total: mine.length,
          row: {
            agent_id,
            ...delivery(mine),
            resolved: all.cycles.filter((cycle) => cycle.resolved_at !== null && cycle.resolved_by === agent_id).length,
          },
        };
      })
      .sort(
        (a, b) =>
          Number(a.row.agent_id === null) - Number(b.row.agent_id === null) || b.total - a.total || last(a.row.agent_id, b.row.agent_id),
      )
      .map(({ row }) => row),
    failures: [...codes].map(([code, count]) => ({ code, count })).sort((a, b) => b.count - a.count || order(a.code, b.code)),
  };
}

/** An overview as it is compared: without its bounds. */
export function chatFiguresOf({ start_date: _start, end_date: _end, ...figures }: ChatDashboardOverviewDto): ChatFigures {
  return figures;
}

const writer = ({ source, created_by }: RawMessage) => (source === 'agent' ? created_by : null);

function volume({ messages, cycles }: Group): ChatVolumeDto {
  const count = (source: string) => messages.filter((message) => message.source === source).length;
  const [inbound, by_agents, by_app, automatic] = [count('customer'), count('agent'), count('external_app'), count('automatic')];
  const outbound = by_agents + by_app + automatic;
  return { messages: messages.length, inbound, outbound, by_agents, by_app, automatic, conversations: cycles.length };
}

function delivery(messages: RawMessage[]): ChatDeliveryDto {
  const count = (...statuses: string[]) => messages.filter(({ status }) => status !== null && statuses.includes(status)).length;
  return {
    outbound: messages.filter(({ source }) => source !== 'customer').length,
    pending: count('queued', 'sending', 'unknown'),
    sent: count('sent'),
    delivered: count('delivered'),
    read: count('read', 'played'),
    failed: count('failed'),
    cancelled: count('cancelled'),
  };
}

function response({ cycles }: Group): ChatResponseDto {
  const written = cycles.filter(({ first_message_at }) => first_message_at !== null);
  const waits = written.flatMap(({ first_message_at, first_response_at }) =>
    first_response_at === null ? [] : [first_response_at - first_message_at!],
  );
  const resolved = cycles.filter(({ resolved_at }) => resolved_at !== null);
  const MINUTE = 60_000;
  const within = (more_than: number, minutes: number) =>
    waits.filter((wait) => wait > more_than * MINUTE && wait <= minutes * MINUTE).length;
  const mean = (seconds: number[]) =>
    seconds.length === 0 ? null : Math.round(seconds.reduce((sum, one) => sum + Math.max(0, Math.floor(one / 1000)), 0) / seconds.length);
  return {
    conversations: cycles.length,
    started: cycles.length - written.length,
    unanswered: written.length - waits.length,
    answered: waits.length,
    answered_5m: within(-Infinity, 5),
    answered_15m: within(5, 15),
    answered_1h: within(15, 60),
    answered_4h: within(60, 240),
    answered_24h: within(240, 1440),
    answered_later: within(1440, Infinity),
    average_response_seconds: mean(waits),
    resolved: resolved.length,
    average_resolution_seconds: mean(resolved.map(({ resolved_at, at }) => resolved_at! - at)),
  };
}

const order = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
const last = (a: string | null, b: string | null) => (a === b ? 0 : a === null ? 1 : b === null ? -1 : order(a, b));

function datesOf(start: Date, end: Date, zone: string): string[] {
  const dateOf = (at: number) => DateTime.fromMillis(at, { zone }).toISODate()!;
  const found: string[] = [];
  const final = dateOf(end.getTime() - 1);
  for (let date = dateOf(start.getTime()); date <= final; date = new Date(Date.parse(date) + 86_400_000).toISOString().slice(0, 10))
    found.push(date);
  return found;
}
