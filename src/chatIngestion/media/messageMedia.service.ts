import { Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { ConfigService } from '../../common/config/config.service.js';
import { AppError, defineError } from '../../common/errors/appError.js';
import { linkInvalid, providerNotConfigured } from '../../common/errors/commonErrors.js';
import { attachmentHeaders } from '../../common/files/attachmentHeaders.js';
import { FileStore } from '../../common/files/fileStore.js';
import { rangeOf, type RangeWish, type ServedBytes } from '../../common/http/byteRange.js';
import { PublicAddress } from '../../common/http/publicAddress.js';
import { linkExpiry, linkIsValid, linkKey, type SignedLink, signLink } from '../../common/links/signedLink.js';
import { InjectLogger } from '../../common/log/logger.token.js';
import { type FetchedMedia, MediaFetchClient } from '../../providers/mediaFetch/mediaFetch.client.js';
import { ChatSenders } from '../providers/chatSenders.js';
import type { MessageMediaDto } from './dto/messageMedia.dto.js';
import { mediaKind } from './mediaKind.js';
import { MessageMediaRepository, type WantedMedia } from './messageMedia.repository.js';

export const mediaNotFound = defineError('message_media_not_found', 404, 'No such file of this message.');
export const mediaNotStored = defineError('media_not_stored', 410, 'The content of this file was not fetched; details give the reason.');

/** Pauses between tries, seconds; the last one repeats until the provider no longer has the file. */
const PAUSES = [10, 60, 300, 1_800, 7_200, 21_600, 43_200];

/** Files of messages: fetched before their provider forgets them, and given out by links that work for an hour. */
@Injectable()
export class MessageMediaService {
  constructor(
    private readonly repository: MessageMediaRepository,
    private readonly client: MediaFetchClient,
    private readonly senders: ChatSenders,
    private readonly files: FileStore,
    private readonly config: ConfigService,
    private readonly address: PublicAddress,
    @InjectLogger() private readonly logger: Logger,
  ) {}

  /** One try. Safe to run twice. */
  async fetch(id: string, now: Date, signal?: AbortSignal): Promise<void> {
    const wanted = await this.repository.wanted(id);
    if (!wanted) return;
    const answer = await this.download(wanted, signal);
    if (signal?.aborted) throw new Error('The process stops; the file is fetched later.');
    if (answer.state !== 'fetched') return this.settle(wanted, answer, now);
    const mime = await mediaKind(answer.content, { type: wanted.type, claimed: wanted.mime ?? answer.content_type });
    if (mime === null) return this.settle(wanted, { state: 'again', reason: 'not_media' }, now);
    const { sha256, size } = await this.files.put(answer.content);
    await this.repository.store(id, { sha256, size, mime });
  }

  private async download({ provider_id, url, provider_media_id }: WantedMedia, signal?: AbortSignal): Promise<FetchedMedia> {
    if (url) return this.client.fetch(url, {}, signal);
    try {
      const request = (await this.senders.named(provider_id)).mediaRequest(provider_media_id!);
      return request
        ? await this.client.fetch(request.url, request.headers, signal)
        : { state: 'refused', reason: 'not_supported_by_provider' };
    } catch (error) {
      if (error instanceof AppError && error.code === providerNotConfigured.code) return { state: 'again', reason: error.code };
      throw error;
    }
  }

  private async settle(
    { id, tries, expires_at }: WantedMedia,
    { state, reason }: { state: string; reason: string },
    now: Date,
  ): Promise<void> {
    const next = new Date(now.getTime() + PAUSES[Math.min(tries, PAUSES.length - 1)]! * 1000);
    if (state === 'again' && (!expires_at || next < expires_at)) return this.repository.again(id, reason, next);
    this.logger.warn({ media_id: id, reason, tries: tries + 1 }, 'a file of a chat message is missing');
    await this.repository.giveUp(id, reason);
  }

  /** Raises message_media_not_found, media_not_missing, media_has_no_source. */
  async retry(message_id: string, media_id: string, user_id: string, now: Date): Promise<MessageMediaDto> {
    const {
      message_id: _message,
      next_try_at: _next,
      created_at: _created,
      updated_at: _updated,
      sha256: _hash,
      ...media
    } = await this.repository.retry(message_id, media_id);
    return this.link(user_id, now)({ ...media });
  }

  /** Puts a link on a file that is stored. */
  link(user_id: string, now: Date): (media: Omit<MessageMediaDto, 'url'>) => MessageMediaDto {
    const expires = linkExpiry(now);
    const key = linkKey(this.config.link_secret, 'chat_media', user_id, expires);
    return (media) => {
      const path = `/conversations/media/${media.id}?user=${user_id}&expires=${expires}&signature=${signLink(media.id, key)}`;
      return { ...media, url: media.state === 'stored' ? this.address.link(path) : null };
    };
  }

  /** The content behind a link, or a part of it. The access is noted before the first byte is sent. */
  async open(link: SignedLink, wish: RangeWish, now: Date): Promise<{ bytes: ServedBytes; headers: Record<string, string> }> {
    if (!linkIsValid(this.config.link_secret, 'chat_media', link, now)) throw linkInvalid();
    const media = await this.repository.open(link.id, link.user_id);
    if (!media) throw mediaNotFound({ id: link.id });
    const { sha256, file_name, mime, size, state, reason } = media;
    if (!sha256) throw mediaNotStored({ id: link.id, state, reason });
    const etag = `"${sha256}"`;
    const range = rangeOf(wish, { size, etag });
    return {
      bytes: { stream: await this.files.open(sha256, range), size, range, etag },
      headers: attachmentHeaders(file_name || `file.${mime?.split('/')[1] ?? 'bin'}`, mime ?? ''),
    };
  }
}
