import { Body, Controller, Delete, Get, Param, ParseUUIDPipe, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Require } from '../common/auth/access.decorator.js';
import { conflict, staleVersion } from '../common/errors/commonErrors.js';
import { Refuses } from '../common/errors/refuses.decorator.js';
import { calendarInvalid, calendarNotFound } from './calendars.errors.js';
import { CalendarsService } from './calendars.service.js';
import {
  CalendarCheckDto,
  CalendarDayDto,
  CalendarDetailDto,
  CalendarDto,
  CalendarPageDto,
  CheckCalendarDto,
  CreateCalendarDto,
  ListCalendarsDto,
  PreviewCalendarDto,
  UpdateCalendarDto,
} from './dto/calendar.dto.js';

@ApiTags('Calendars')
@Controller('calendars')
@Require('calendars')
export class CalendarsController {
  constructor(private readonly calendars: CalendarsService) {}

  /** List calendars, newest first. */
  @Get()
  list(@Query() query: ListCalendarsDto): Promise<CalendarPageDto> {
    return this.calendars.list(query);
  }

  /** Get a calendar, with its hours that a change of the clocks touches within a year. */
  @Get(':id')
  @Refuses(calendarNotFound)
  get(@Param('id', ParseUUIDPipe) id: string): Promise<CalendarDetailDto> {
    return this.calendars.get(id, new Date());
  }

  /** Create a calendar. */
  @Post()
  @Refuses(calendarInvalid, conflict)
  create(@Body() body: CreateCalendarDto): Promise<CalendarDetailDto> {
    return this.calendars.create(body, new Date());
  }

  /** Change a calendar. */
  @Patch(':id')
  @Refuses(calendarNotFound, calendarInvalid, conflict, staleVersion, 'calendar_is_default')
  update(@Param('id', ParseUUIDPipe) id: string, @Body() body: UpdateCalendarDto): Promise<CalendarDetailDto> {
    return this.calendars.update(id, body, new Date());
  }

  /**
   * Delete a calendar.
   * @remarks What had it follows the default calendar, which cannot be deleted.
   */
  @Delete(':id')
  @Refuses(calendarNotFound, 'calendar_is_default')
  remove(@Param('id', ParseUUIDPipe) id: string): Promise<CalendarDto> {
    return this.calendars.remove(id);
  }

  /** Show the open time of each date in a range. */
  @Get(':id/preview')
  @Refuses(calendarNotFound)
  previewCalendar(@Param('id', ParseUUIDPipe) id: string, @Query() query: PreviewCalendarDto): Promise<CalendarDayDto[]> {
    return this.calendars.preview(id, query);
  }

  /** Find out whether a calendar is open at a moment, and when it opens and closes next. */
  @Get(':id/check')
  @Refuses(calendarNotFound)
  checkCalendar(@Param('id', ParseUUIDPipe) id: string, @Query() { at }: CheckCalendarDto): Promise<CalendarCheckDto> {
    return this.calendars.open(id, at === undefined ? new Date() : new Date(at));
  }
}
