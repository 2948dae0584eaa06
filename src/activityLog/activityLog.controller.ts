import { Controller, Get, Param, ParseIntPipe, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Require } from '../common/auth/access.decorator.js';
import { ActivityLogService } from './activityLog.service.js';
import { ActivityDto, ActivityPageDto, ListActivityDto } from './dto/activity.dto.js';

@ApiTags('Activity log')
@Controller('activity-log')
@Require('activity_log')
export class ActivityLogController {
  constructor(private readonly activity: ActivityLogService) {}

  /** List recorded activities, newest first. */
  @Get()
  listActivities(@Query() query: ListActivityDto): Promise<ActivityPageDto> {
    return this.activity.list(query);
  }

  /** Get an activity with the row before and after it. */
  @Get(':id')
  getActivity(@Param('id', ParseIntPipe) id: number): Promise<ActivityDto> {
    return this.activity.get(id);
  }
}
