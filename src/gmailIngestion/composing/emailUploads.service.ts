import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Shares } from '../../common/concurrency/shares.js';
import { ConfigService } from '../../common/config/config.service.js';
import { defineError } from '../../common/errors/appError.js';
import { unsupportedMediaType } from '../../common/errors/commonErrors.js';
import { FileStore } from '../../common/files/fileStore.js';
import { Intake } from '../../common/http/intake.js';
import { rememberBytes } from '../../common/http/rawBody.js';
import { contentTypeOf } from '../../providers/mail/mailComposer.js';
import type { UploadDto, UploadQueryDto } from '../../common/files/upload.dto.js';
import { EmailUploadsRepository, type Upload } from './emailUploads.repository.js';
import { GMAIL_INGESTION } from '../gmailIngestion.settings.js';

export const uploadEmpty = defineError('upload_empty', 422, 'The file is empty.');
export const uploadsBusy = defineError('uploads_busy', 503, 'Too many files are being uploaded; try again shortly.');
export const unknownUpload = defineError(
  'unknown_upload',
  422,
  'No such upload, or it belongs to another user; unused uploads are deleted after seven days.',
);

/** Files held in memory at once by one process, and those of one caller: however slowly he sends them, others find a place. */
const MAX_AT_ONCE = 9;
const MAX_OF_ONE = 3;
/** How long the bytes of a file may take to arrive, milliseconds. */
const RECEIVE_MS = 60_000;

/** Files that are brought to be attached. */
@Injectable()
export class EmailUploadsService {
  private readonly places = new Shares(MAX_AT_ONCE, MAX_OF_ONE);
  private readonly intake = new Intake({ bodies: MAX_AT_ONCE, bytes: Infinity, deadline_ms: RECEIVE_MS });

  constructor(
    private readonly repository: EmailUploadsRepository,
    private readonly files: FileStore,
    private readonly config: ConfigService,
  ) {}

  /** Raises upload_empty, uploads_busy, body_too_large, request_timeout, body_broken. */
  async take({ filename, content_type }: UploadQueryDto, request: FastifyRequest, created_by: string): Promise<UploadDto> {
    if (!request.headers['content-type']?.toLowerCase().startsWith('application/octet-stream'))
      throw unsupportedMediaType(undefined, { message: 'Send the file itself, as application/octet-stream.' });
    const leave = this.places.take(created_by);
    if (!leave) throw uploadsBusy(undefined, { headers: { 'retry-after': '2' } });
    try {
      const content = await this.intake.read(request.raw, this.config.of(GMAIL_INGESTION).EMAIL_MAX_SEND_MB * 1_000_000);
      if (content.length === 0) throw uploadEmpty();
      const name = safeName(filename);
      const { sha256, size } = await this.files.put(content);
      rememberBytes(request.raw, sha256);
      const type = content_type ?? contentTypeOf(name);
      const upload = await this.repository.add({ sha256, size, filename: name, content_type: type, created_by });
      return { id: upload.id, sha256, filename: upload.filename, content_type: upload.content_type, size, created_at: upload.created_at };
    } finally {
      leave();
    }
  }

  /** Those that are the caller's own uploads. */
  findAny(ids: string[], created_by: string): Promise<Upload[]> {
    return this.repository.find(ids, created_by);
  }

  /** The caller's own uploads, in the order of the ids. Raises unknown_upload. */
  async find(ids: string[], created_by: string): Promise<Upload[]> {
    const found = new Map((await this.findAny(ids, created_by)).map((upload) => [upload.id, upload]));
    const missing = ids.filter((id) => !found.has(id));
    if (missing.length > 0) throw unknownUpload({ attachment_ids: missing });
    return ids.map((id) => found.get(id)!);
  }
}

/** A name alone: no folder, nothing that ends a line. */
function safeName(filename: string): string {
  return (
    filename
      .replace(/\p{Cc}+/gu, ' ')
      .split(/[\\/]/)
      .at(-1)!
      .trim() || 'file'
  );
}
