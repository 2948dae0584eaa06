import { Module } from '@nestjs/common';
import { registers } from '../common/entities/entityRegister.js';
import { CalendarsController } from './calendars.controller.js';
import { CALENDAR_ENTITY } from './calendars.entities.js';
import { CalendarsService } from './calendars.service.js';
import { HolidayImportRepository } from './holidayImport.repository.js';
import { HolidayImportsController } from './holidayImports.controller.js';
import { HolidayImportService } from './holidayImport.service.js';

@Module({
  // Fixed paths come before those with an id.
  controllers: [HolidayImportsController, CalendarsController],
  providers: [registers(CALENDAR_ENTITY), CalendarsService, HolidayImportRepository, HolidayImportService],
  exports: [CalendarsService],
})
export class CalendarsModule {}
