import { Injectable, type OnModuleInit } from '@nestjs/common';
import { JobsService } from '../common/jobs/jobs.service.js';
import { task } from '../common/jobs/task.js';
import { ConversationsService } from './conversations/conversations.service.js';
import { ChatIngestService } from './ingest/chatIngest.service.js';
import { MessageMediaService } from './media/messageMedia.service.js';

/** Added in SQL, with the message. */
const fetchMedia = task('chats.fetch_media', { media_id: 'string' });
const wakeConversations = task('chats.wake_conversations');
const dropWaiting = task('chats.drop_waiting_statuses');

/** The background work of this module, and when it is due. */
@Injectable()
export class ChatIngestionJobs implements OnModuleInit {
  constructor(
    private readonly jobs: JobsService,
    private readonly media: MessageMediaService,
    private readonly conversations: ConversationsService,
    private readonly ingest: ChatIngestService,
  ) {}

  onModuleInit(): void {
    this.jobs.on(fetchMedia, ({ media_id }, { signal }) => this.media.fetch(media_id, new Date(), signal));
    this.jobs.on(wakeConversations, () => this.conversations.wake());
    this.jobs.every('* * * * *', wakeConversations, {}, { jitter_seconds: 5 });
    this.jobs.on(dropWaiting, (_payload, { signal }) => this.ingest.dropWaiting(new Date(), signal));
    this.jobs.every('50 3 * * *', dropWaiting, {}, { jitter_seconds: 600 });
  }
}
