import { IntersectionType, PickType } from '@nestjs/swagger';
import { CsvQueryDto } from '../../../common/list/pageQuery.dto.js';
import { TimeRangeQueryDto } from '../../../common/timeRange/timeRangeQuery.dto.js';
import { AnyOfTexts } from '../../../common/validation/anyOf.decorator.js';
import { Nullable, Optional } from '../../../common/validation/shape.decorators.js';
import { BusinessDate, Instant } from '../../../common/validation/time.decorators.js';
import { Id } from '../../../common/validation/value.decorators.js';

export class ChatDashboardQueryDto extends TimeRangeQueryDto {
  /** Only chats of this provider. */
  @Optional() @Id() provider_id?: string;

  /**
   * Only conversations of this team.
   * @example "billing"
   */
  @AnyOfTexts({ min: 1, max: 100 }) team?: string | string[];
}

export class ChatDashboardRowsQueryDto extends IntersectionType(ChatDashboardQueryDto, CsvQueryDto) {}

export class ChatVolumeDto {
  /**
   * `inbound` + `outbound`.
   * @example 812
   */
  messages: number;
  /**
   * Written by customers.
   * @example 491
   */
  inbound: number;
  /**
   * `by_agents` + `by_app` + `automatic`.
   * @example 321
   */
  outbound: number;
  /**
   * Written here.
   * @example 280
   */
  by_agents: number;
  /**
   * Typed on the phone of the business, or in the inbox of the provider.
   * @example 21
   */
  by_app: number;
  /**
   * Sent by rules, bots and campaigns.
   * @example 20
   */
  automatic: number;
  /**
   * Conversations that were opened; one that was resolved and reopened counts again.
   * @example 96
   */
  conversations: number;
}

export class ChatResponseDto {
  /**
   * `started` + `unanswered` + `answered`.
   * @example 96
   */
  conversations: number;
  /**
   * Conversations in which the customer has not written.
   * @example 4
   */
  started: number;
  /**
   * Conversations in which the customer wrote and no person has answered.
   * @example 12
   */
  unanswered: number;
  /**
   * Conversations in which a person answered the customer; messages that failed and automatic ones do not count.
   * @example 80
   */
  answered: number;
  /**
   * Answered within 5 minutes.
   * @example 31
   */
  answered_5m: number;
  /**
   * Answered within 15 minutes, but not within 5.
   * @example 22
   */
  answered_15m: number;
  /** Answered within an hour, but not within 15 minutes. */
  answered_1h: number;
  /** Answered within 4 hours, but not within an hour. */
  answered_4h: number;
  /** Answered within 24 hours, but not within 4. */
  answered_24h: number;
  /** Answered after more than 24 hours. */
  answered_later: number;
  /**
   * From the first message of the customer to the first answer, in seconds; null if nothing was answered.
   * @example 640
   */
  average_response_seconds: number | null;
  /**
   * Of these conversations, those that are resolved.
   * @example 71
   */
  resolved: number;
  /**
   * From the first message of the customer to the resolution, in seconds; null if nothing was resolved.
   * @example 7200
   */
  average_resolution_seconds: number | null;
}

export class ChatDeliveryDto {
  /**
   * `pending` + `sent` + `delivered` + `read` + `failed` + `cancelled`.
   * @example 321
   */
  outbound: number;
  /** Waiting to be sent, or sent with an uncertain outcome. */
  pending: number;
  /** Accepted by WhatsApp, delivery not reported. */
  sent: number;
  /**
   * Delivered, reading not reported.
   * @example 41
   */
  delivered: number;
  /**
   * Read or played.
   * @example 260
   */
  read: number;
  failed: number;
  cancelled: number;
}

export class DailyChatVolumeDto extends ChatVolumeDto {
  /**
   * Business date.
   * @example "2026-02-24"
   */
  @BusinessDate() date: string;
}

export class DailyChatResponseDto extends ChatResponseDto {
  /**
   * Business date on which the customer first wrote.
   * @example "2026-02-24"
   */
  @BusinessDate() date: string;
}

export class DailyChatDeliveryDto extends ChatDeliveryDto {
  /**
   * Business date.
   * @example "2026-02-24"
   */
  @BusinessDate() date: string;
}

class ChatFiguresDto extends IntersectionType(ChatVolumeDto, ChatResponseDto, ChatDeliveryDto) {}

export class TeamChatsDto extends ChatFiguresDto {
  /**
   * Of the conversations now; null for conversations without a team.
   * @example "billing"
   */
  @Nullable() team: string | null;
}

export class ProviderChatsDto extends ChatFiguresDto {
  provider_id: string;
  /** @example "Sales on WhatsApp" */
  name: string;
  /** @example "sales" */
  slug: string;
  /** @example "interakt" */
  kind: string;
  /** @example "+12025550143" */
  business_number: string;
}

export class AgentChatsDto extends IntersectionType(ChatDeliveryDto, PickType(ChatResponseDto, ['resolved'] as const)) {
  /** The user or API key that wrote or resolved; null for what no agent did here, so that the rows add up to the totals. */
  @Nullable() agent_id: string | null;
}

export class ChatFailureDto {
  /**
   * The code of the provider; null for all codes that are not listed.
   * @example "131026"
   */
  @Nullable() code: string | null;
  /** @example 3 */
  count: number;
}

export class ChatDashboardOverviewDto {
  volume: ChatVolumeDto;
  response: ChatResponseDto;
  delivery: ChatDeliveryDto;
  daily_volume: DailyChatVolumeDto[];
  teams: TeamChatsDto[];
  providers: ProviderChatsDto[];
  agents: AgentChatsDto[];
  failures: ChatFailureDto[];
  /**
   * Start of the resolved interval, included.
   * @example "2026-02-17T09:15:15.000Z"
   */
  @Instant() start_date: string;
  /**
   * End of the resolved interval, excluded.
   * @example "2026-02-24T09:15:15.000Z"
   */
  @Instant() end_date: string;
}
