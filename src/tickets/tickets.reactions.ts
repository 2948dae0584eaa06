import { Injectable, type OnModuleInit } from '@nestjs/common';
import { MESSAGE_EVENTS } from '../chatIngestion/chatIngestion.events.js';
import type { ChangeEvent } from '../common/realtime/changeEvents.js';
import { ChangeFeedService } from '../common/realtime/changeFeed.service.js';
import type { PayloadOf } from '../common/realtime/entityEvents.js';
import { EMAIL_EVENTS } from '../gmailIngestion/gmailIngestion.events.js';
import { Functions } from '../supabase/functions.service.js';

/** What customers write and are answered becomes comments of their tickets, whichever screen or program wrote it. */
@Injectable()
export class TicketsReactions implements OnModuleInit {
  constructor(
    private readonly feed: ChangeFeedService,
    private readonly functions: Functions,
  ) {}

  onModuleInit(): void {
    this.react('tickets.take_emails', 'email', EMAIL_EVENTS, ({ payload }) => {
      const { direction, send_state } = payload as PayloadOf<typeof EMAIL_EVENTS>;
      return direction === 'outbound' && send_state !== 'queued' && send_state !== 'sending';
    });
    this.react('tickets.take_messages', 'message', MESSAGE_EVENTS, ({ payload }) => {
      const { direction, status } = payload as PayloadOf<typeof MESSAGE_EVENTS>;
      return direction === 'outbound' && status !== 'queued' && status !== 'sending';
    });
  }

  /** `isSettled` says of a change whether it may have made a reply fail, or arrive after all. */
  private react(
    name: string,
    type: 'email' | 'message',
    events: typeof EMAIL_EVENTS | typeof MESSAGE_EVENTS,
    isSettled: (event: ChangeEvent) => boolean,
  ): void {
    const created = `${events.entity}:created`;
    const handleMany = async (all: ChangeEvent[]) => {
      const ids = (some: ChangeEvent[]) => [...new Set(some.map(({ entity_id }) => entity_id))];
      const fresh = ids(all.filter(({ event }) => event === created));
      const settled = ids(all.filter((event) => event.event !== created && isSettled(event)));
      if (fresh.length > 0) await this.functions.call('take_ticket_messages', { p_type: type, p_ids: fresh });
      if (settled.length > 0) await this.functions.call('follow_ticket_replies', { p_type: type, p_ids: settled });
    };
    this.feed.react({
      name,
      namespaces: [events.namespace],
      events: [created, `${events.entity}:updated`],
      handle: (event) => handleMany([event]),
      handleMany,
    });
  }
}
