import { Module } from '@nestjs/common';
import { registers } from '../common/entities/entityRegister.js';
import { announces } from '../common/realtime/eventCatalogue.js';
import { CustomersModule } from '../customers/customers.module.js';
import { KaleyraVoiceModule } from '../kaleyraVoice/kaleyraVoice.module.js';
import { QueryAssignmentsModule } from '../queryAssignments/queryAssignments.module.js';
import { IvrCallsController } from './calls/ivrCalls.controller.js';
import { IvrCallsService } from './calls/ivrCalls.service.js';
import { IvrDirectory } from './ingest/ivrDirectory.js';
import { IvrIngestRepository } from './ingest/ivrIngest.repository.js';
import { IvrIngestService } from './ingest/ivrIngest.service.js';
import { IvrWebhooksController } from './ingest/ivrWebhooks.controller.js';
import { IvrWebhooksService } from './ingest/ivrWebhooks.service.js';
import { IVR_CALL_ENTITY } from './ivrWebhooks.entities.js';
import { IVR_CALL_EVENTS, IVR_PROVIDER_EVENTS } from './ivrWebhooks.events.js';
import { IvrWebhooksHealth } from './ivrWebhooks.health.js';
import { IvrWebhooksJobs } from './ivrWebhooks.jobs.js';
import { IvrAccounts } from './providers/ivrAccounts.js';
import { IvrProvidersController } from './providers/ivrProviders.controller.js';
import { IvrProvidersRepository } from './providers/ivrProviders.repository.js';
import { IvrProvidersService } from './providers/ivrProviders.service.js';
import { IvrTrialService } from './providers/ivrTrial.service.js';

@Module({
  imports: [CustomersModule, KaleyraVoiceModule, QueryAssignmentsModule],
  controllers: [IvrProvidersController, IvrWebhooksController, IvrCallsController],
  providers: [
    announces(IVR_PROVIDER_EVENTS, IVR_CALL_EVENTS),
    registers(IVR_CALL_ENTITY),
    IvrAccounts,
    IvrProvidersRepository,
    IvrProvidersService,
    IvrTrialService,
    IvrDirectory,
    IvrIngestRepository,
    IvrIngestService,
    IvrWebhooksService,
    IvrCallsService,
    IvrWebhooksJobs,
    IvrWebhooksHealth,
  ],
})
export class IvrWebhooksModule {}
