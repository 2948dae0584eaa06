import { type DynamicModule, Global, Module } from '@nestjs/common';
import { TokenVerifier } from '../auth/tokenVerifier.js';
import type { ConfigService } from '../config/config.service.js';
import { FEED_NAMESPACES, MODULE_NAMESPACES } from './changeEvents.js';
import { ChangeFeedRepository } from './changeFeed.repository.js';
import { ChangeFeedService } from './changeFeed.service.js';
import { ChangesController } from './changes.controller.js';
import { ChangeSignalService } from './changeSignal.service.js';
import { ChangeTailService } from './changeTail.service.js';
import { feedGateway } from './feedGateway.js';
import { FeedSocketsService } from './feedSockets.service.js';
import { ReactionsRepository } from './reactions.repository.js';
import { ReactionsService } from './reactions.service.js';

const GATEWAYS = FEED_NAMESPACES.filter((namespace) => !MODULE_NAMESPACES.includes(namespace)).map(feedGateway);

/** The change feed: any module may react to it. */
@Global()
@Module({})
export class RealtimeModule {
  static with(config: ConfigService): DynamicModule {
    return {
      module: RealtimeModule,
      controllers: [ChangesController],
      providers: [
        ChangeSignalService,
        ChangeTailService,
        ChangeFeedRepository,
        ChangeFeedService,
        ReactionsService,
        ReactionsRepository,
        FeedSocketsService,
        TokenVerifier,
        // A worker has no API, so it has no sockets either.
        ...(config.runsApi ? GATEWAYS : []),
      ],
      exports: [ChangeFeedService, FeedSocketsService],
    };
  }
}
