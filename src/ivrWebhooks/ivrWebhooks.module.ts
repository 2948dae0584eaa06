import { Module } from '@nestjs/common';
import { ConfigService } from '../common/config/config.service.js';
import { registers } from '../common/entities/entityRegister.js';
import { announces } from '../common/realtime/eventCatalogue.js';
import { followedByWorkflows } from '../common/workflows/workflowRegister.js';
import { CustomersModule } from '../customers/customers.module.js';
import { DepartmentsModule } from '../departments/departments.module.js';
import { KaleyraVoiceModule } from '../kaleyraVoice/kaleyraVoice.module.js';
import { MediaFetchClient, mediaFetchClient } from '../providers/mediaFetch/mediaFetch.client.js';
import { QueryAssignmentsModule } from '../queryAssignments/queryAssignments.module.js';
import { IvrCallsController } from './calls/ivrCalls.controller.js';
import { IvrCallsService } from './calls/ivrCalls.service.js';
import { IvrRecordingsRepository } from './calls/ivrRecordings.repository.js';
import { IvrRecordingsService } from './calls/ivrRecordings.service.js';
import { IvrDirectory } from './ingest/ivrDirectory.js';
import { IvrIngestRepository } from './ingest/ivrIngest.repository.js';
import { IvrIngestService } from './ingest/ivrIngest.service.js';
import { IvrWebhooksController } from './ingest/ivrWebhooks.controller.js';
import { IvrWebhooksService } from './ingest/ivrWebhooks.service.js';
import { IVR_CALL_ENTITY } from './ivrWebhooks.entities.js';
import { IVR_CALL_EVENTS, IVR_PROVIDER_EVENTS } from './ivrWebhooks.events.js';
import { IvrWebhooksHealth } from './ivrWebhooks.health.js';
import { IvrWebhooksJobs } from './ivrWebhooks.jobs.js';
import { IVR_WEBHOOKS } from './ivrWebhooks.settings.js';
import { IvrAccounts } from './providers/ivrAccounts.js';
import { IvrProvidersController } from './providers/ivrProviders.controller.js';
import { IvrProvidersRepository } from './providers/ivrProviders.repository.js';
import { IvrProvidersService } from './providers/ivrProviders.service.js';
import { IvrTrialService } from './providers/ivrTrial.service.js';
import { IVR_CALL_WORKFLOWS } from './ivrWebhooks.workflows.js';

const mediaFetch = {
  provide: MediaFetchClient,
  inject: [ConfigService],
  useFactory: (config: ConfigService) => {
    const { IVR_RECORDING_MAX_MB, IVR_RECORDING_ALLOW_PRIVATE, IVR_SANDBOX } = config.of(IVR_WEBHOOKS);
    return mediaFetchClient(IVR_RECORDING_MAX_MB, IVR_RECORDING_ALLOW_PRIVATE, [IVR_SANDBOX?.url]);
  },
};

@Module({
  imports: [CustomersModule, DepartmentsModule, KaleyraVoiceModule, QueryAssignmentsModule],
  controllers: [IvrProvidersController, IvrWebhooksController, IvrCallsController],
  providers: [
    announces(IVR_PROVIDER_EVENTS, IVR_CALL_EVENTS),
    registers(IVR_CALL_ENTITY),
    followedByWorkflows(IVR_CALL_WORKFLOWS),
    IvrAccounts,
    IvrProvidersRepository,
    IvrProvidersService,
    IvrTrialService,
    IvrDirectory,
    IvrIngestRepository,
    IvrIngestService,
    IvrWebhooksService,
    IvrCallsService,
    mediaFetch,
    IvrRecordingsRepository,
    IvrRecordingsService,
    IvrWebhooksJobs,
    IvrWebhooksHealth,
  ],
})
export class IvrWebhooksModule {}
