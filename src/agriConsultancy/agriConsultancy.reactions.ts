import { Injectable, type OnModuleInit } from '@nestjs/common';
import { MESSAGE_EVENTS } from '../chatIngestion/chatIngestion.events.js';
import { ChangeFeedService } from '../common/realtime/changeFeed.service.js';
import { EMAIL_EVENTS } from '../gmailIngestion/gmailIngestion.events.js';
import { AgriAdviceService } from './agriAdvice.service.js';

/** Advice has told the farmer when its message or e-mail has left. */
@Injectable()
export class AgriConsultancyReactions implements OnModuleInit {
  constructor(
    private readonly feed: ChangeFeedService,
    private readonly advice: AgriAdviceService,
  ) {}

  onModuleInit(): void {
    for (const [type, { namespace, entity }] of [
      ['email', EMAIL_EVENTS],
      ['message', MESSAGE_EVENTS],
    ] as const)
      this.feed.react({
        name: `agri_consultancy.follow_${entity}s`,
        namespaces: [namespace],
        events: [`${entity}:updated`],
        handle: ({ entity_id }) => this.advice.follow(type, [entity_id]),
        handleMany: (all) => this.advice.follow(type, [...new Set(all.map(({ entity_id }) => entity_id))]),
      });
  }
}
