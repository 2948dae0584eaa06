import { Module } from '@nestjs/common';
import { registers } from '../common/entities/entityRegister.js';
import { DepartmentsController } from './departments.controller.js';
import { DEPARTMENT_ENTITY } from './departments.entities.js';
import { DepartmentsService } from './departments.service.js';

@Module({
  controllers: [DepartmentsController],
  providers: [registers(DEPARTMENT_ENTITY), DepartmentsService],
  exports: [DepartmentsService],
})
export class DepartmentsModule {}
