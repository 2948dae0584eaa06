import { type DynamicModule, Global, Module } from '@nestjs/common';
import { SessionStates } from '../auth/sessionStates.js';
import { TokenVerifier } from '../auth/tokenVerifier.js';
import type { ConfigService } from '../config/config.service.js';
import { FEED_NAMESPACES, type FeedNamespace } from './changeEvents.js';
import { ChangeFeedRepository } from './changeFeed.repository.js';
import { ChangeFeedService } from './changeFeed.service.js';
import { ChangesController } from './changes.controller.js';
import { ChangeSignalService } from './changeSignal.service.js';
import { ChangeTailService } from './changeTail.service.js';
import { EventCatalogue } from './eventCatalogue.js';
import { feedGateway } from './feedGateway.js';
import { FeedSocketsService } from './feedSockets.service.js';
import { SocketViewers } from './socketViewers.js';
import { ViewersRepository } from './viewers.repository.js';
import { ReactionsRepository } from './reactions.repository.js';
import { ReactionsService } from './reactions.service.js';
import { SocketPresenceService } from './socketPresence.service.js';

/** The change feed: any module may react to it. */
@Global()
@Module({})
export class RealtimeModule {
  /** `own_gateways`: namespaces whose gateway is a module's own. */
  static with(config: ConfigService, { own_gateways = [] }: { own_gateways?: FeedNamespace[] } = {}): DynamicModule {
    const gateways = FEED_NAMESPACES.filter((namespace) => !own_gateways.includes(namespace)).map(feedGateway);
    return {
      module: RealtimeModule,
      controllers: [ChangesController],
      providers: [
        ChangeSignalService,
        ChangeTailService,
        ChangeFeedRepository,
        ChangeFeedService,
        EventCatalogue,
        ReactionsService,
        ReactionsRepository,
        FeedSocketsService,
        SocketViewers,
        ViewersRepository,
        SocketPresenceService,
        TokenVerifier,
        SessionStates,
        // A worker has no API, so it has no sockets either.
        ...(config.runsApi ? gateways : []),
      ],
      exports: [ChangeFeedService, EventCatalogue, FeedSocketsService, SessionStates, ViewersRepository],
    };
  }
}
