import { ApiProperty } from '@nestjs/swagger';

/** The body of every error response. */
export class ErrorDto {
  /** The HTTP status. */
  @ApiProperty({ example: 400 }) statusCode: number;

  /** A stable code for programs. */
  @ApiProperty({ example: 'validation_failed' }) code: string;

  /** One sentence for people. */
  @ApiProperty({ example: 'The request is not valid; details list each invalid field.' }) message: string;

  /** Facts that help; for validation, one entry per invalid field. */
  @ApiProperty({
    required: false,
    anyOf: [
      { type: 'object', additionalProperties: true },
      { type: 'array', items: { type: 'object', additionalProperties: true } },
      { type: 'string' },
      { type: 'integer' },
    ],
    example: [{ field: 'limit', message: 'limit must not be greater than 200' }],
  })
  details?: unknown;

  /** Identifies the request in the log. */
  @ApiProperty({ example: '01J9ZK3V5N8Q4W2X7Y6T0R1SAB' }) request_id: string;
}
