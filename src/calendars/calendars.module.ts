import { Module } from '@nestjs/common';
import { registers } from '../common/entities/entityRegister.js';
import { CalendarsController } from './calendars.controller.js';
import { CALENDAR_ENTITY } from './calendars.entities.js';
import { CalendarsService } from './calendars.service.js';

@Module({
  controllers: [CalendarsController],
  providers: [registers(CALENDAR_ENTITY), CalendarsService],
  exports: [CalendarsService],
})
export class CalendarsModule {}
