import { Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { ConfigService } from '../../common/config/config.service.js';
import { AppError, defineError } from '../../common/errors/appError.js';
import { linkInvalid, providerNotConfigured } from '../../common/errors/commonErrors.js';
import { FileStore } from '../../common/files/fileStore.js';
import { serveStored } from '../../common/files/serveStored.js';
import type { RangeWish, ServedBytes } from '../../common/http/byteRange.js';
import { PublicAddress } from '../../common/http/publicAddress.js';
import { linkExpiry, linkIsValid, linkKey, type SignedLink, signLink } from '../../common/links/signedLink.js';
import { InjectLogger } from '../../common/log/logger.token.js';
import { keepMedia } from '../../providers/mediaFetch/keepMedia.js';
import { type FetchedMedia, MediaFetchClient } from '../../providers/mediaFetch/mediaFetch.client.js';
import { ChatSenders } from '../providers/chatSenders.js';
import type { MessageMediaDto } from './dto/messageMedia.dto.js';
import { MessageMediaRepository, type WantedMessageMedia } from './messageMedia.repository.js';

export const mediaNotFound = defineError('message_media_not_found', 404, 'No such file of this message.');
export const mediaNotStored = defineError('media_not_stored', 410, 'The content of this file was not fetched; details give the reason.');

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
    const outcome = await keepMedia(answer, wanted, { files: this.files, now });
    if (outcome.state === 'missing')
      this.logger.warn({ media_id: id, reason: outcome.reason, tries: wanted.tries + 1 }, 'a file of a chat message is missing');
    await this.repository.settle(id, outcome);
  }

  private async download({ provider_id, url, provider_media_id }: WantedMessageMedia, signal?: AbortSignal): Promise<FetchedMedia> {
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
      const path = pathOf(media.id, user_id, expires, key);
      return { ...media, url: media.state === 'stored' ? this.address.link(path) : null };
    };
  }

  /** The whole address from which a provider fetches what this user sends; it works for an hour, too. */
  addressOf(id: string, user_id: string, now: Date): string {
    const expires = linkExpiry(now);
    return `${this.address.url}${pathOf(id, user_id, expires, linkKey(this.config.link_secret, 'chat_media', user_id, expires))}`;
  }

  /** The content behind a link, or a part of it. The access is noted before the first byte is sent. */
  async open(link: SignedLink, wish: RangeWish, now: Date): Promise<{ bytes: ServedBytes; headers: Record<string, string> }> {
    if (!linkIsValid(this.config.link_secret, 'chat_media', link, now)) throw linkInvalid();
    const media = await this.repository.open(link.id, link.user_id);
    if (!media) throw mediaNotFound({ id: link.id });
    const { sha256, file_name, mime, size, state, reason } = media;
    if (!sha256) throw mediaNotStored({ id: link.id, state, reason });
    return serveStored(this.files, { sha256, size, filename: file_name || `file.${mime?.split('/')[1] ?? 'bin'}`, mime: mime ?? '' }, wish);
  }
}

function pathOf(id: string, user_id: string, expires: number, key: string): string {
  return `/conversations/media/${id}?user=${user_id}&expires=${expires}&signature=${signLink(id, key)}`;
}
