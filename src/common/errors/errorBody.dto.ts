import { ApiProperty } from '@nestjs/swagger';

/** What every failed request answers. */
export class ErrorDto {
  /** The HTTP status again. */
  @ApiProperty({ example: 400 }) statusCode: number;

  /** Stable, for programs. */
  @ApiProperty({ example: 'validation_failed' }) code: string;

  /** One sentence, for people. */
  @ApiProperty({ example: 'The request is not valid; details name each field.' }) message: string;

  /** Facts that help; for validation, one entry per bad field. */
  @ApiProperty({ required: false, example: [{ field: 'limit', message: 'limit must not be greater than 200' }] }) details?: unknown;

  /** Finds the request in the log. */
  @ApiProperty({ example: '01J9ZK3V5N8Q4W2X7Y6T0R1SAB' }) request_id: string;
}
