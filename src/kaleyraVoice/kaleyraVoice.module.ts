import { Module } from '@nestjs/common';
import { registers } from '../common/entities/entityRegister.js';
import { announces } from '../common/realtime/eventCatalogue.js';
import { CallAttemptsController } from './callAttempts.controller.js';
import { CallAttemptsRepository } from './callAttempts.repository.js';
import { CallAttemptsService } from './callAttempts.service.js';
import { CallExportRepository } from './callExport.repository.js';
import { CallLogsRepository } from './callLogs.repository.js';
import { RawCallLogsService } from './rawCallLogs.service.js';
import { CallReconcileRepository } from './callReconcile.repository.js';
import { CallReconcileService } from './callReconcile.service.js';
import { CallSender } from './callSender.js';
import { CallSyncService } from './callSync.service.js';
import { CallSyncRunsRepository } from './callSyncRuns.repository.js';
import { KaleyraAccess } from './kaleyraAccess.js';
import { KaleyraCallbackController } from './kaleyraCallback.controller.js';
import { KaleyraCallbackService } from './kaleyraCallback.service.js';
import { KaleyraVoiceController } from './kaleyraVoice.controller.js';
import { CALL_ATTEMPT_ENTITY, CALL_ENTITY } from './kaleyraVoice.entities.js';
import { CALL_ATTEMPT_EVENTS, SYNC_RUN_EVENTS } from './kaleyraVoice.events.js';
import { KaleyraVoiceHealth } from './kaleyraVoice.health.js';
import { KaleyraVoiceJobs } from './kaleyraVoice.jobs.js';
import { KaleyraVoiceService } from './kaleyraVoice.service.js';
import { RollupSettings } from './rollupSettings.js';
import { RecordingsController } from './recordings/recordings.controller.js';
import { RecordingsRepository } from './recordings/recordings.repository.js';
import { RecordingsService } from './recordings/recordings.service.js';

@Module({
  controllers: [CallAttemptsController, KaleyraVoiceController, KaleyraCallbackController, RecordingsController],
  providers: [
    announces(SYNC_RUN_EVENTS, CALL_ATTEMPT_EVENTS),
    registers(CALL_ENTITY, CALL_ATTEMPT_ENTITY),
    KaleyraAccess,
    KaleyraVoiceService,
    KaleyraVoiceJobs,
    KaleyraVoiceHealth,
    RollupSettings,
    CallLogsRepository,
    CallExportRepository,
    RawCallLogsService,
    CallSyncService,
    CallSyncRunsRepository,
    CallReconcileService,
    CallReconcileRepository,
    CallAttemptsService,
    CallAttemptsRepository,
    CallSender,
    KaleyraCallbackService,
    RecordingsService,
    RecordingsRepository,
  ],
  exports: [CallSyncService, CallAttemptsService],
})
export class KaleyraVoiceModule {}
