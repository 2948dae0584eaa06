import { AppError } from '../../common/errors/appError.js';
import { fileMissing, type FileStore } from '../../common/files/fileStore.js';
import type { MailFailure, MailResult } from './mailReading.js';
import type { MailBatches } from './readingThread.js';

const TIMED_OUT: MailFailure = { code: 'mail_parse_timeout', message: 'Reading it takes too long.', may_heal: false };
const CRASHED: MailFailure = {
  code: 'mail_parse_crashed',
  message: 'Reading it ends the reader, most likely because it takes too much memory.',
  may_heal: false,
};

/** From the file store to messages that are read. One that hangs or kills its reader costs its neighbours a second try, nothing more. */
export class MailReader {
  constructor(
    private readonly files: FileStore,
    private readonly batches: MailBatches,
  ) {}

  /** An answer for each, in order. Raises when the file store is away or nothing can be read at all: that says nothing about a message. */
  async read(sha256s: string[]): Promise<MailResult[]> {
    const loaded = await Promise.all(sha256s.map((sha256) => this.load(sha256)));
    const read = (
      await this.readBatch(
        loaded.filter((raw) => Buffer.isBuffer(raw)),
        sha256s.filter((_, at) => Buffer.isBuffer(loaded[at])),
      )
    ).values();
    return loaded.map((raw) => (Buffer.isBuffer(raw) ? read.next().value! : { failure: raw }));
  }

  private async load(sha256: string): Promise<Buffer | MailFailure> {
    try {
      return await this.files.read(sha256);
    } catch (error) {
      // One content that is not there is a matter of this message; anything else is the store's.
      if (!(error instanceof AppError) || error.code !== fileMissing.code) throw error;
      return { code: error.code, message: error.message, may_heal: true };
    }
  }

  private async readBatch(raws: Buffer[], sha256s: string[]): Promise<MailResult[]> {
    if (raws.length === 0) return [];
    const batch = await this.batches.read(raws);
    switch (batch.end) {
      case 'read':
        return batch.results;
      case 'lost':
        return this.read(sha256s);
      case 'stuck':
        return [
          ...(await this.read(sha256s.slice(0, batch.index))),
          { failure: TIMED_OUT },
          ...(await this.read(sha256s.slice(batch.index + 1))),
        ];
      case 'died':
        return raws.length === 1 ? [{ failure: CRASHED }] : this.readApart(sha256s);
    }
  }

  private async readApart(sha256s: string[]): Promise<MailResult[]> {
    const results: MailResult[] = [];
    for (const sha256 of sha256s) results.push(...(await this.read([sha256])));
    return results;
  }
}
