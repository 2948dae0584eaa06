import { Injectable } from '@nestjs/common';
import { ConfigService } from '../common/config/config.service.js';
import { linkInvalid, notFound } from '../common/errors/commonErrors.js';
import { linkIsValid, linkKey, signLink } from '../common/links/signedLink.js';
import { WebhookEndpointClient } from '../providers/webhookEndpoint/webhookEndpoint.client.js';
import { Functions } from '../supabase/functions.service.js';
import { urlNotAllowed } from '../webhookSubscriptions/webhookSubscriptions.errors.js';
import type {
  Group,
  NotificationDefaultDto,
  PreferencesDto,
  SavePreferencesDto,
  UnsubscribedDto,
  UnsubscribeQueryDto,
  UpdateDefaultDto,
} from './dto/preference.dto.js';
import { askPage, donePage, refusedPage, type UnsubscribePage } from './unsubscribePage.js';

/** How long the link in an e-mail takes its reader off, days. */
const UNSUBSCRIBE_DAYS = 90;

/** By what people want to be told, and when not. */
@Injectable()
export class NotificationPreferencesService {
  constructor(
    private readonly functions: Functions,
    private readonly webhooks: WebhookEndpointClient,
    private readonly config: ConfigService,
  ) {}

  /** Makes the six that everybody has, the first time. Raises user_not_found. */
  get(user_id: string): Promise<PreferencesDto> {
    return this.functions.call<'get_notification_preferences', PreferencesDto>('get_notification_preferences', { p_user_id: user_id });
  }

  /** What is not named stays. Raises user_not_found, preference_locked, preference_scope_unknown, url_not_allowed. */
  async save(user_id: string, { preferences = [], ...settings }: SavePreferencesDto): Promise<PreferencesDto> {
    if (settings.webhook_url) {
      const refusal = await this.webhooks.refuse(settings.webhook_url);
      if (refusal) throw urlNotAllowed({ reason: refusal.reason }, { message: refusal.message });
    }
    return this.functions.call<'save_notification_preferences', PreferencesDto>('save_notification_preferences', {
      p_user_id: user_id,
      p_preferences: preferences,
      p_settings: settings,
    });
  }

  defaults(): Promise<NotificationDefaultDto[]> {
    return this.functions.call<'get_notification_defaults', NotificationDefaultDto[]>('get_notification_defaults', {});
  }

  /** Raises not_found, stale_version. */
  async setDefault(type: string, { version, ...change }: UpdateDefaultDto): Promise<NotificationDefaultDto> {
    const row = await this.functions.call<'set_notification_default', NotificationDefaultDto>('set_notification_default', {
      p_type: type,
      p_change: change,
      p_version: version ?? null,
    });
    if (!row?.type) throw notFound({ type });
    return row;
  }

  /** The query of the address that takes a reader off, for one kind of notice. */
  unsubscribeQuery(user_id: string, type: Group, now: Date): string {
    const expires = Math.ceil(now.getTime() / 1000) + UNSUBSCRIBE_DAYS * 86_400;
    const signature = signLink(type, linkKey(this.config.link_secret, 'unsubscribe', user_id, expires));
    return new URLSearchParams({ user_id, type, expires: String(expires), signature }).toString();
  }

  /** What such a link is about. Raises link_invalid. */
  readUnsubscribe({ user_id, type, expires, signature }: UnsubscribeQueryDto, now: Date): UnsubscribedDto {
    if (!linkIsValid(this.config.link_secret, 'unsubscribe', { id: type, user_id, expires, signature }, now)) throw linkInvalid();
    return { type };
  }

  /** The same for a browser, which asks once more. Raises link_invalid. */
  async askPage(link: UnsubscribeQueryDto, now: Date): Promise<UnsubscribePage> {
    return askPage(this.readUnsubscribe(link, now));
  }

  async donePage(link: UnsubscribeQueryDto, now: Date): Promise<UnsubscribePage> {
    return donePage(await this.unsubscribe(link, now));
  }

  refusedPage(): UnsubscribePage {
    return refusedPage();
  }

  /** Raises link_invalid, user_not_found. */
  async unsubscribe(link: UnsubscribeQueryDto, now: Date): Promise<UnsubscribedDto> {
    const { type } = this.readUnsubscribe(link, now);
    const { user_id } = link;
    await this.functions.call('save_notification_preferences', {
      p_user_id: user_id,
      p_preferences: [{ type, email: false }],
      p_settings: {},
    });
    return { type };
  }
}
