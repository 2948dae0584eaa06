import { Module } from '@nestjs/common';
import { registers } from '../common/entities/entityRegister.js';
import { announces } from '../common/realtime/eventCatalogue.js';
import { AssignmentBulksController } from './assignmentBulks.controller.js';
import { AssignmentBulksService } from './assignmentBulks.service.js';
import { QueryAssignmentsController } from './queryAssignments.controller.js';
import { QUERY_ASSIGNMENT_ENTITY } from './queryAssignments.entities.js';
import { QUERY_ASSIGNMENT_EVENTS } from './queryAssignments.events.js';
import { QueryAssignmentsJobs } from './queryAssignments.jobs.js';
import { QueryAssignmentsService } from './queryAssignments.service.js';

@Module({
  // Fixed paths come before those with an id.
  controllers: [AssignmentBulksController, QueryAssignmentsController],
  providers: [
    announces(QUERY_ASSIGNMENT_EVENTS),
    registers(QUERY_ASSIGNMENT_ENTITY),
    AssignmentBulksService,
    QueryAssignmentsJobs,
    QueryAssignmentsService,
  ],
  exports: [QueryAssignmentsService],
})
export class QueryAssignmentsModule {}
