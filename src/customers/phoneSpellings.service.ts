import { Injectable } from '@nestjs/common';
import { Phones } from '../common/phone/phones.js';
import { Functions } from '../supabase/functions.service.js';

/** How many spellings are read at once. */
const BATCH = 500;

/** Reads the numbers that providers print, each spelling once; a number of a customer becomes one. */
@Injectable()
export class PhoneSpellingsService {
  constructor(
    private readonly functions: Functions,
    private readonly phones: Phones,
  ) {}

  /** How many wait to be read, and for how long the oldest does, seconds. */
  backlog(): Promise<{ waiting: number; oldest_seconds: number }> {
    return this.functions.one<'get_number_backlog', { waiting: number; oldest_seconds: number }>('get_number_backlog', {});
  }

  /** Reads all that wait, batch by batch; what is read stays read when it is stopped. Returns how many. */
  async readAll(signal?: AbortSignal): Promise<number> {
    for (let read = 0; ;) {
      const written = await this.functions.call<'pending_phone_spellings', string[]>('pending_phone_spellings', { p_limit: BATCH });
      if (written.length === 0 || signal?.aborted) return read;
      const numbers = written.map((text) => {
        const { state, e164 } = this.phones.read(text);
        return { written: text, state, e164 };
      });
      await this.functions.call('store_read_numbers', { p_numbers: numbers });
      read += written.length;
    }
  }
}
