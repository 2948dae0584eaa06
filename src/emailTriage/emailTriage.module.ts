import { Module } from '@nestjs/common';
import { EmailTriageController } from './emailTriage.controller.js';
import { EmailTriageHealth } from './emailTriage.health.js';
import { EmailTriageJobs } from './emailTriage.jobs.js';
import { EmailTriageRepository } from './emailTriage.repository.js';
import { EmailTriageService } from './emailTriage.service.js';
import { triageModelProvider } from './triageModel.js';

@Module({
  controllers: [EmailTriageController],
  providers: [triageModelProvider, EmailTriageService, EmailTriageRepository, EmailTriageJobs, EmailTriageHealth],
})
export class EmailTriageModule {}
