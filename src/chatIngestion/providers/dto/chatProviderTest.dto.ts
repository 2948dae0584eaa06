import { Text } from '../../../common/validation/text.decorators.js';
import { OneOf } from '../../../common/validation/value.decorators.js';

const ITEM_KINDS = ['message', 'status', 'reaction', 'change', 'click', 'identity', 'call', 'account', 'ignored', 'parked'] as const;

export class TestChatProviderDto {
  /**
   * A webhook body as the provider would send it, as text.
   * @example "{\"incoming_message\":[{\"from\":\"918123456789\",\"message_id\":\"wamid.1\",\"message_type\":\"TEXT\",\"text_type\":{\"text\":\"Hi\"}}]}"
   */
  @Text({ min: 1, max: 200_000 }) body: string;
}

export class TestedChatItemDto {
  @OneOf(ITEM_KINDS) kind: string;
  /**
   * What it would lead to: `stored`, `known`, `applied`, `waiting` (its message is not known yet), `later`, `ignored`, `parked` and others.
   * @example "stored"
   */
  outcome: string;
  /**
   * Why, in words.
   * @example "It begins a conversation with a new customer."
   */
  reason: string;
  /** How it was read. */
  item: object;
}

export class ChatProviderTestDto {
  items: TestedChatItemDto[];
}
