import { Injectable, type OnModuleInit } from '@nestjs/common';
import { MESSAGE_EVENTS } from '../../chatIngestion/chatIngestion.events.js';
import { ChangeFeedService } from '../../common/realtime/changeFeed.service.js';
import type { PayloadOf } from '../../common/realtime/entityEvents.js';
import { ChatTriageService } from './chatTriage.service.js';

/** What a customer writes has its conversation triaged a little later. */
@Injectable()
export class ChatTriageReactions implements OnModuleInit {
  constructor(
    private readonly feed: ChangeFeedService,
    private readonly triage: ChatTriageService,
  ) {}

  onModuleInit(): void {
    this.feed.react({
      name: 'chats.triage',
      namespaces: ['chats'],
      events: [`${MESSAGE_EVENTS.entity}:created`],
      isWanted: () => Promise.resolve(!this.triage.isOff),
      handle: (event) => this.triage.expect([event.payload as PayloadOf<typeof MESSAGE_EVENTS>]),
      handleMany: (events) => this.triage.expect(events.map(({ payload }) => payload as PayloadOf<typeof MESSAGE_EVENTS>)),
    });
  }
}
