import { Module } from '@nestjs/common';
import { ActivityLogController } from './activityLog.controller.js';
import { ActivityLogService } from './activityLog.service.js';

@Module({ controllers: [ActivityLogController], providers: [ActivityLogService] })
export class ActivityLogModule {}
