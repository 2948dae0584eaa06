import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ConfigService } from '../common/config/config.service.js';
import { JobsService } from '../common/jobs/jobs.service.js';
import { task } from '../common/jobs/task.js';
import { YOUTUBE } from '../providers/youtube/youtube.settings.js';
import { YoutubePolls } from './youtubePolls.js';

const poll = task('youtube_leads.poll');

/** The background work of this module, and when it is due. */
@Injectable()
export class YoutubeLeadsJobs implements OnModuleInit {
  constructor(
    private readonly jobs: JobsService,
    private readonly polls: YoutubePolls,
    private readonly config: ConfigService,
  ) {}

  onModuleInit(): void {
    this.jobs.on(poll, (_payload, { signal }) => this.polls.poll(new Date(), signal));
    const { YOUTUBE_POLL_CRON: cron } = this.config.of(YOUTUBE);
    if (cron !== 'off') this.jobs.every(cron, poll, {}, { jitter_seconds: 30 });
  }
}
