import { Injectable, type OnModuleInit } from '@nestjs/common';
import { JobsService } from '../common/jobs/jobs.service.js';
import { task } from '../common/jobs/task.js';
import { VideoCallReminders } from './videoCallReminders.js';

/** Added in SQL, with the booking. */
const remind = task('video_call_leads.remind', { id: 'string', starts_at: 'string', before_seconds: 'number' });

/** The background work of this module. */
@Injectable()
export class VideoCallLeadsJobs implements OnModuleInit {
  constructor(
    private readonly jobs: JobsService,
    private readonly reminders: VideoCallReminders,
  ) {}

  onModuleInit(): void {
    this.jobs.on(remind, ({ id, starts_at, before_seconds }) => this.reminders.remind(id, starts_at, before_seconds, new Date()));
  }
}
