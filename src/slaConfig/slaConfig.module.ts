import { Module } from '@nestjs/common';
import { CalendarsModule } from '../calendars/calendars.module.js';
import { announces } from '../common/realtime/eventCatalogue.js';
import { SlaController } from './sla.controller.js';
import { SlaJobs } from './sla.jobs.js';
import { SlaRepository } from './sla.repository.js';
import { SlaService } from './sla.service.js';
import { SLA_CLOCK_EVENTS } from './slaConfig.events.js';
import { SlaPoliciesController } from './slaPolicies.controller.js';
import { SlaPoliciesService } from './slaPolicies.service.js';
import { SlaReadingService } from './slaReading.service.js';
import { SlaSimulationService } from './slaSimulation.service.js';
import { SlaTiersController } from './slaTiers.controller.js';

@Module({
  imports: [CalendarsModule],
  controllers: [SlaTiersController, SlaPoliciesController, SlaController],
  providers: [announces(SLA_CLOCK_EVENTS), SlaJobs, SlaPoliciesService, SlaReadingService, SlaRepository, SlaService, SlaSimulationService],
})
export class SlaConfigModule {}
