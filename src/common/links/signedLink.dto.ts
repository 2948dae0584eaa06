import { Type } from 'class-transformer';
import { IsInt, IsUUID, Matches } from 'class-validator';

export class SignedLinkDto {
  /** Whom the link was made for. */
  @IsUUID() user: string;

  /** Seconds since 1970. */
  @Type(() => Number) @IsInt() expires: number;

  @Matches(/^[0-9a-f]{64}$/, { message: 'signature must be 64 hexadecimal digits' }) signature: string;
}
