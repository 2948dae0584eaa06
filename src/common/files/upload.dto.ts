import { Optional } from '../validation/shape.decorators.js';
import { Text } from '../validation/text.decorators.js';

const MEDIA_TYPE = /^[A-Za-z0-9][\w!#$&^.+-]*\/[A-Za-z0-9][\w!#$&^.+-]*( ?; ?[\w-]+=("[^"]*"|[\w.+-]+))*$/;

export class UploadQueryDto {
  /**
   * The name that recipients see.
   * @example "invoice.pdf"
   */
  @Text({ min: 1, max: 255, oneLine: true }) filename: string;

  /**
   * The media type; guessed from the name if omitted.
   * @example "application/pdf"
   */
  @Optional() @Text({ max: 200, pattern: MEDIA_TYPE, says: 'must be a media type such as application/pdf' }) content_type?: string;
}

export class UploadDto {
  /**
   * Name it where you send the file.
   * @example "7c9e6f0a-1111-4222-8333-444455556666"
   */
  id: string;
  /** SHA-256 of the content, in hexadecimal. */
  sha256: string;
  /** @example "invoice.pdf" */
  filename: string;
  /** @example "application/pdf" */
  content_type: string;
  /** Size in bytes. */
  size: number;
  created_at: string;
}
