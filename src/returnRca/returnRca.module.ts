import { Module } from '@nestjs/common';
import { registers } from '../common/entities/entityRegister.js';
import { announces } from '../common/realtime/eventCatalogue.js';
import { followedByWorkflows } from '../common/workflows/workflowRegister.js';
import { CustomersModule } from '../customers/customers.module.js';
import { CorrectiveActionsController } from './correctiveActions.controller.js';
import { CorrectiveActionsService } from './correctiveActions.service.js';
import { ReturnCausesController } from './returnCauses.controller.js';
import { ReturnCausesService } from './returnCauses.service.js';
import { ReturnRcaController } from './returnRca.controller.js';
import { CORRECTIVE_ACTION_ENTITY, RETURN_RCA_ENTITY } from './returnRca.entities.js';
import { CORRECTIVE_ACTION_EVENTS, RETURN_RCA_EVENTS } from './returnRca.events.js';
import { ReturnRcaService } from './returnRca.service.js';
import { RETURN_RCA_WORKFLOWS } from './returnRca.workflows.js';

@Module({
  imports: [CustomersModule],
  controllers: [ReturnCausesController, CorrectiveActionsController, ReturnRcaController],
  providers: [
    announces(RETURN_RCA_EVENTS),
    announces(CORRECTIVE_ACTION_EVENTS),
    registers(RETURN_RCA_ENTITY),
    followedByWorkflows(RETURN_RCA_WORKFLOWS),
    registers(CORRECTIVE_ACTION_ENTITY),
    ReturnCausesService,
    CorrectiveActionsService,
    ReturnRcaService,
  ],
})
export class ReturnRcaModule {}
