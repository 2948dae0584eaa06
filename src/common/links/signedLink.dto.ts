import { Text } from '../validation/text.decorators.js';
import { Count, Id } from '../validation/value.decorators.js';

export class SignedLinkDto {
  /** The user the link was issued to. */
  @Id() user: string;

  /** When the link expires, in seconds since 1970-01-01T00:00:00Z. */
  @Count() expires: number;

  /** Part of the link; 64 hexadecimal digits. */
  @Text({ pattern: /^[0-9a-f]{64}$/, says: 'must be 64 hexadecimal digits' }) signature: string;
}
