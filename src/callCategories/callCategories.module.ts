import { Module } from '@nestjs/common';
import { registers } from '../common/entities/entityRegister.js';
import { announces } from '../common/realtime/eventCatalogue.js';
import { DepartmentsModule } from '../departments/departments.module.js';
import { CallCategoriesController } from './callCategories.controller.js';
import { CALL_CATEGORY_ENTITY } from './callCategories.entities.js';
import { CALL_CATEGORY_EVENTS } from './callCategories.events.js';
import { CallCategoriesService } from './callCategories.service.js';

@Module({
  imports: [DepartmentsModule],
  controllers: [CallCategoriesController],
  providers: [announces(CALL_CATEGORY_EVENTS), registers(CALL_CATEGORY_ENTITY), CallCategoriesService],
})
export class CallCategoriesModule {}
