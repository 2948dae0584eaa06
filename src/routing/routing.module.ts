import { Module } from '@nestjs/common';
import { CalendarsModule } from '../calendars/calendars.module.js';
import { QueryAssignmentsModule } from '../queryAssignments/queryAssignments.module.js';
import { RoutingController } from './routing.controller.js';
import { RoutingJobs } from './routing.jobs.js';
import { RoutingRepository } from './routing.repository.js';
import { RoutingService } from './routing.service.js';
import { RoutingPoliciesService } from './routingPolicies.service.js';
import { RoutingReturnsService } from './routingReturns.service.js';

@Module({
  imports: [CalendarsModule, QueryAssignmentsModule],
  controllers: [RoutingController],
  providers: [RoutingJobs, RoutingPoliciesService, RoutingRepository, RoutingReturnsService, RoutingService],
  exports: [RoutingService],
})
export class RoutingModule {}
