import { Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { ConfigService } from '../../common/config/config.service.js';
import { linkInvalid } from '../../common/errors/commonErrors.js';
import { FileStore } from '../../common/files/fileStore.js';
import { serveStored } from '../../common/files/serveStored.js';
import type { RangeWish, ServedBytes } from '../../common/http/byteRange.js';
import { PublicAddress } from '../../common/http/publicAddress.js';
import { linkExpiry, linkIsValid, linkKey, type SignedLink, signLink } from '../../common/links/signedLink.js';
import { InjectLogger } from '../../common/log/logger.token.js';
import { keepMedia } from '../../providers/mediaFetch/keepMedia.js';
import { MediaFetchClient } from '../../providers/mediaFetch/mediaFetch.client.js';
import { ivrRecordingMissing, ivrRecordingNotStored } from '../ivrWebhooks.errors.js';
import { IVR_WEBHOOKS } from '../ivrWebhooks.settings.js';
import type { IvrRecordingDto } from './dto/ivrCall.dto.js';
import { IvrCallsService } from './ivrCalls.service.js';
import { IvrRecordingsRepository } from './ivrRecordings.repository.js';

/** Recordings of calls: fetched from where their provider keeps them, and given out by links that work for an hour. */
@Injectable()
export class IvrRecordingsService {
  constructor(
    private readonly repository: IvrRecordingsRepository,
    private readonly calls: IvrCallsService,
    private readonly client: MediaFetchClient,
    private readonly files: FileStore,
    private readonly config: ConfigService,
    private readonly address: PublicAddress,
    @InjectLogger() private readonly logger: Logger,
  ) {}

  /** One try. Safe to run twice. */
  async fetch(call_id: string, now: Date, signal?: AbortSignal): Promise<void> {
    const wanted = await this.repository.wanted(call_id);
    if (!wanted) return;
    const { url, tries, wanted_since } = wanted;
    const answer = await this.client.fetch(url, {}, signal);
    if (signal?.aborted) throw new Error('The process stops; the recording is fetched later.');
    const expires_at = new Date(wanted_since.getTime() + this.config.of(IVR_WEBHOOKS).IVR_RECORDING_RETRY_FOR);
    const outcome = await keepMedia(answer, { type: 'audio', mime: null, tries, expires_at }, { files: this.files, now });
    if (outcome.state === 'missing')
      this.logger.warn({ call_id, reason: outcome.reason, tries: tries + 1 }, 'the recording of an IVR call is missing');
    await this.repository.settle(call_id, url, outcome);
  }

  /** Raises ivr_call_not_found, ivr_recording_missing. */
  async get(call_id: string, user_id: string, now: Date): Promise<IvrRecordingDto> {
    await this.calls.expect(call_id);
    const recording = await this.repository.find(call_id);
    if (!recording) throw ivrRecordingMissing({ id: call_id });
    return { ...recording, url: recording.state === 'stored' ? this.link(call_id, user_id, now) : null };
  }

  /** Raises ivr_call_not_found, ivr_recording_missing, ivr_recording_not_missing. */
  async retry(call_id: string, user_id: string, now: Date): Promise<IvrRecordingDto> {
    await this.calls.expect(call_id);
    await this.repository.retry(call_id);
    return this.get(call_id, user_id, now);
  }

  /** The recording behind a link, or a part of it. The access is noted before the first byte is sent. */
  async open(link: SignedLink, wish: RangeWish, now: Date): Promise<{ bytes: ServedBytes; headers: Record<string, string> }> {
    if (!linkIsValid(this.config.link_secret, 'ivr_recording', link, now)) throw linkInvalid();
    const recording = await this.repository.open(link.id, link.user_id);
    if (!recording) throw ivrRecordingMissing({ id: link.id });
    const { sha256, mime, size, state, reason } = recording;
    if (sha256 === null) throw ivrRecordingNotStored({ id: link.id, state, reason });
    return serveStored(this.files, { sha256, size: size!, filename: `call-${link.id}.${mime!.split('/')[1]}`, mime: mime! }, wish);
  }

  private link(call_id: string, user_id: string, now: Date): string {
    const expires = linkExpiry(now);
    const signature = signLink(call_id, linkKey(this.config.link_secret, 'ivr_recording', user_id, expires));
    return this.address.link(`/ivr-calls/recordings/${call_id}?user=${user_id}&expires=${expires}&signature=${signature}`);
  }
}
