import { Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { ConfigService } from '../../common/config/config.service.js';
import { isDatabaseUnavailable } from '../../common/errors/commonErrors.js';
import { InjectLogger } from '../../common/log/logger.token.js';
import { WebhookInboxService } from '../../common/webhookInbox/webhookInbox.service.js';
import { type WebhookEvent, webhookUnusable } from '../../common/webhookInbox/webhookSource.js';
import { parseInterakt } from '../../providers/interakt/interakt.parser.js';
import { parseNetcore } from '../../providers/netcore/netcore.parser.js';
import type { ChatItem } from '../../providers/ports/parsedChat.js';
import { CHAT_INGESTION } from '../chatIngestion.settings.js';
import { type ChatAccount, ChatAccounts } from '../providers/chatAccounts.js';
import type { ChatKind } from '../providers/chatKinds.js';
import type { TestedChatItemDto } from '../providers/dto/chatProviderTest.dto.js';
import { slugOf } from '../providers/webhookPaths.js';
import { ChatIngestRepository, type TriedItem } from './chatIngest.repository.js';
import { type ChatRow, chatRow, type ItemOrigin } from './chatRows.js';
import { bodyOfPart } from './parkedPart.js';

/** Items that one statement stores. */
const ITEMS_AT_ONCE = 1_000;
/** How long a status waits for a message that nobody knows. */
const WAITING_DAYS = 30;

const PARSERS: Record<ChatKind, (body: unknown, options: { received_at: string }) => ChatItem[]> = {
  interakt: parseInterakt,
  netcore: parseNetcore,
};

/** An event on its way: what it says, and what leaves something. */
interface ReadEvent {
  event: WebhookEvent;
  items: ChatItem[];
  rows: ChatRow[];
  failure?: Error;
}

/** Carries what chat providers said into conversations: each item of a body, whatever happens to the others. */
@Injectable()
export class ChatIngestService {
  constructor(
    private readonly accounts: ChatAccounts,
    private readonly repository: ChatIngestRepository,
    private readonly inbox: WebhookInboxService,
    private readonly config: ConfigService,
    @InjectLogger() private readonly logger: Logger,
  ) {}

  /** What a body would become, and why; nothing is stored. */
  async tryOut(account: ChatAccount, body: Buffer, now: Date): Promise<TestedChatItemDto[]> {
    const items = PARSERS[account.kind](body, { received_at: now.toISOString() });
    const origin = this.origin(account, now, body);
    const rows = items.map((item) => chatRow(item, origin));
    const kept = rows.filter((row) => row !== null);
    const tried = kept.length > 0 ? await this.repository.tryOut(kept, this.config.of(CHAT_INGESTION).CHAT_REOPEN_WITHIN) : [];
    return items.map((item, index) => {
      const row = rows[index];
      return { kind: item.kind, item, ...(row ? told(tried[kept.indexOf(row)]!) : leftOut(item)) };
    });
  }

  /** Forgets statuses of messages that were never ours. */
  async dropWaiting(now: Date, signal?: AbortSignal): Promise<void> {
    const before = new Date(now.getTime() - WAITING_DAYS * 86_400_000);
    while ((await this.repository.dropWaiting(before)) > 0 && !signal?.aborted);
  }

  private origin({ id, kind, business_number }: ChatAccount, received_at: Date, raw: Buffer | null): ItemOrigin {
    const retry_ms = this.config.of(CHAT_INGESTION).CHAT_MEDIA_RETRY_FOR;
    const media_expires_at = new Date(received_at.getTime() + retry_ms);
    return { provider_id: id, kind, business_number, received_at, media_expires_at, raw };
  }

  /** One word for each event. */
  async handle(kind: ChatKind, events: WebhookEvent[]): Promise<(string | Error)[]> {
    const read = await Promise.all(events.map((event) => this.read(kind, event)));
    await Promise.all(read.map((one) => this.park(one)));
    const rows = read.flatMap((one) => one.rows);
    const outcomes = await this.store(read, rows);
    let first = 0;
    return read.map((one) => {
      const mine = outcomes.slice(first, (first += one.rows.length));
      if (one.failure) return one.failure;
      // An edit may overtake what it edits: the event is tried again, and what it did counts once.
      if (mine.includes('later')) return new Error('It changes a message that is not there yet.');
      return said(one, mine);
    });
  }

  private async read(kind: ChatKind, event: WebhookEvent): Promise<ReadEvent> {
    const account = await this.accounts.at(kind, slugOf(event.path));
    if (!account) {
      const failure = webhookUnusable(undefined, { message: 'No chat provider has this webhook address.' });
      return { event, items: [], rows: [], failure };
    }
    const items = PARSERS[kind](event.body ?? Buffer.alloc(0), { received_at: event.received_at.toISOString() });
    const origin = this.origin(account, event.received_at, event.body);
    const rows = items.flatMap((item) => chatRow(item, origin) ?? []);
    const [only] = items;
    const unreadable = items.length === 1 && (only!.kind === 'parked' || (only!.kind === 'ignored' && only!.reason === 'not_json'));
    return {
      event,
      items,
      rows,
      ...(unreadable && { failure: webhookUnusable({ reason: only!.reason }, { message: `It cannot be read: ${only!.reason}.` }) }),
    };
  }

  /** What could not be read among others becomes an event of its own. */
  private async park({ event, items, failure }: ReadEvent): Promise<void> {
    if (failure) return;
    for (const [place, item] of items.entries()) {
      if (item.kind !== 'parked') continue;
      await this.inbox.parkPart(event.id, String(place), bodyOfPart(item.raw), {
        code: webhookUnusable.code,
        message: `It cannot be read: ${item.reason}.`,
      });
    }
  }

  private async store(read: ReadEvent[], rows: ChatRow[]): Promise<string[]> {
    const reopen_ms = this.config.of(CHAT_INGESTION).CHAT_REOPEN_WITHIN;
    const outcomes: string[] = [];
    try {
      for (let first = 0; first < rows.length; first += ITEMS_AT_ONCE)
        outcomes.push(...(await this.repository.ingest(rows.slice(first, first + ITEMS_AT_ONCE), reopen_ms)));
      return outcomes;
    } catch (error) {
      // Several events are tried one by one by the inbox; the items of one are by us.
      if (isDatabaseUnavailable(error) || read.length > 1 || rows.length === 1) throw error;
      this.logger.warn({ err: error, event_id: read[0]!.event.id }, 'an event is stored item by item');
      return this.storeSingly(read[0]!.event, rows, reopen_ms);
    }
  }

  private async storeSingly(event: WebhookEvent, rows: ChatRow[], reopen_ms: number): Promise<string[]> {
    const outcomes: string[] = [];
    for (const [place, row] of rows.entries()) {
      try {
        outcomes.push(...(await this.repository.ingest([row], reopen_ms)));
      } catch (error) {
        if (isDatabaseUnavailable(error)) throw error;
        // Its own words are not at hand any more: with the whole body all others are known at a replay.
        const { message } = error as Error;
        await this.inbox.parkPart(event.id, `row${place}`, event.body ?? Buffer.alloc(0), { code: webhookUnusable.code, message });
        outcomes.push('parked');
      }
    }
    return outcomes;
  }
}

/** What came of an event, in words that are counted: `stored 2, applied 1, ignored: probe`. */
function said({ items }: ReadEvent, outcomes: string[]): string {
  const others = items.flatMap((item) =>
    item.kind === 'ignored' ? [`ignored: ${item.reason}`] : item.kind === 'parked' ? ['parked'] : [],
  );
  const counts = new Map<string, number>();
  for (const word of [...outcomes, ...others]) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts]
    .map(([word, count]) => (count === 1 ? word : `${word} ${count}`))
    .join(', ')
    .slice(0, 500);
}

const REASONS: Record<string, string> = {
  known: 'It is there already; a second time changes nothing.',
  applied: 'It is carried into the message that it is about.',
  waiting: 'Nobody knows its message; it is kept and counts when the message comes.',
  reacted: 'It is shown at the message that it is about.',
  called: 'A call by the customer opens the window of 24 hours.',
  clicked: 'It is noted at the message that it is about.',
  edited: 'The message shows the new text, and keeps the former one.',
  deleted: 'The message is marked as taken back.',
  later: 'The message that it changes is not there; it is tried again.',
  moved: 'The contact has the new number or id from then on.',
  released: 'The former number belongs to nobody from then on.',
  conflict: 'Somebody else has the new number: a person has to decide.',
  unknown: 'Nobody has the former number.',
  account: 'It is noted at the provider.',
};

function told({ outcome, effect }: TriedItem): Pick<TestedChatItemDto, 'outcome' | 'reason'> {
  if (outcome !== 'stored' || !effect) return { outcome, reason: REASONS[outcome] ?? outcome };
  const whose = effect.is_new_customer === null ? 'nobody in particular' : effect.is_new_customer ? 'a new customer' : 'a known customer';
  const how = effect.is_new_conversation
    ? 'begins a conversation'
    : effect.is_reopened
      ? 'opens a conversation again'
      : 'continues the conversation';
  return { outcome, reason: `It ${how} with ${whose}.` };
}

function leftOut(item: ChatItem): Pick<TestedChatItemDto, 'outcome' | 'reason'> {
  return { outcome: item.kind, reason: 'reason' in item ? item.reason : '' };
}
