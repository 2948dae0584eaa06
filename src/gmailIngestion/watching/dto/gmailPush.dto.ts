import { Type } from 'class-transformer';
import { IsObject, IsOptional, IsString, ValidateNested } from 'class-validator';

export class GmailPushMessageDto {
  /**
   * Base64 of `{"emailAddress":"support@example.com","historyId":"9876543210"}`.
   * @example "eyJlbWFpbEFkZHJlc3MiOiJzdXBwb3J0QGV4YW1wbGUuY29tIiwiaGlzdG9yeUlkIjoiOTg3NjU0MzIxMCJ9"
   */
  @IsOptional() @IsString() data?: string;

  /** @example "7000000000000001" */
  @IsOptional() @IsString() messageId?: string;
}

/** As Google Pub/Sub sends it; other fields are allowed. */
export class GmailPushDto {
  @IsOptional() @IsObject() @ValidateNested() @Type(() => GmailPushMessageDto) message?: GmailPushMessageDto;

  /** @example "projects/demo-project/subscriptions/gmail-push" */
  @IsOptional() @IsString() subscription?: string;
}
