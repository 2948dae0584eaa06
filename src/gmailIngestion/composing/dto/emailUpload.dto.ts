import { IsMimeType, IsOptional, IsString, MaxLength, MinLength } from 'class-validator';

export class UploadQueryDto {
  /**
   * The name that its receiver sees.
   * @example "invoice.pdf"
   */
  @IsString() @MinLength(1) @MaxLength(255) filename: string;

  /**
   * What it is; read from the name when left out.
   * @example "application/pdf"
   */
  @IsOptional() @IsMimeType() @MaxLength(200) content_type?: string;
}

export class EmailUploadDto {
  /**
   * For `attachment_ids`.
   * @example "7c9e6f0a-1111-4222-8333-444455556666"
   */
  id: string;
  /** Hex, of the content. */
  sha256: string;
  /** @example "invoice.pdf" */
  filename: string;
  /** @example "application/pdf" */
  content_type: string;
  /** Bytes. */
  size: number;
  created_at: string;
}
