import { Nested, Optional } from '../../../common/validation/shape.decorators.js';
import { Text } from '../../../common/validation/text.decorators.js';

export class GmailPushMessageDto {
  /**
   * Base64 of `{"emailAddress":"support@example.com","historyId":"9876543210"}`.
   * @example "eyJlbWFpbEFkZHJlc3MiOiJzdXBwb3J0QGV4YW1wbGUuY29tIiwiaGlzdG9yeUlkIjoiOTg3NjU0MzIxMCJ9"
   */
  @Optional() @Text({ max: 10_000 }) data?: string;

  /** @example "7000000000000001" */
  @Optional() @Text({ max: 1_000 }) messageId?: string;
}

/** A Google Pub/Sub message; other fields are allowed. */
export class GmailPushDto {
  @Optional() @Nested(() => GmailPushMessageDto) message?: GmailPushMessageDto;

  /** @example "projects/demo-project/subscriptions/gmail-push" */
  @Optional() @Text({ max: 1_000 }) subscription?: string;
}
