import { Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { SecretBox } from '../../common/crypto/secretBox.js';
import { validationFailed } from '../../common/errors/commonErrors.js';
import { PublicAddress } from '../../common/http/publicAddress.js';
import { Phones } from '../../common/phone/phones.js';
import { Functions } from '../../supabase/functions.service.js';
import type { Row, Table } from '../../supabase/table.js';
import { Tables } from '../../supabase/tables.service.js';
import { chatProviderNotFound } from '../chatIngestion.errors.js';
import { ChatAccounts } from './chatAccounts.js';
import type { ChatKind } from './chatKinds.js';
import { webhookPath } from './webhookPaths.js';
import { chatSecretPlace, newAddressSecret } from './chatProviderSecrets.js';
import type {
  ChatProviderDto,
  ChatProviderPageDto,
  ChatProviderWithSecretDto,
  CreateChatProviderDto,
  ListChatProvidersDto,
  RotatedChatAddressDto,
  UpdateChatProviderDto,
} from './dto/chatProvider.dto.js';

/** After a rotation the former secret is believed for so long, milliseconds. */
const ROTATION_GRACE_MS = 24 * 3_600_000;

export type ChatProviderRow = Row<'chat_providers'>;

/** Accounts of chat providers, each for one business number. */
@Injectable()
export class ChatProvidersService {
  private readonly providers: Table<'chat_providers'>;

  constructor(
    tables: Tables,
    private readonly functions: Functions,
    private readonly phones: Phones,
    private readonly box: SecretBox,
    private readonly address: PublicAddress,
    private readonly accounts: ChatAccounts,
  ) {
    this.providers = tables.of('chat_providers', {
      notFound: chatProviderNotFound,
      hidden: 'deleted_at',
      filters: ['kind', 'is_active'],
      search: ['slug', 'name'],
      sort: ['created_at', 'name'],
    });
  }

  async list(query: ListChatProvidersDto): Promise<ChatProviderPageDto> {
    const page = await this.providers.page(query);
    return { ...page, data: page.data.map((row) => this.shown(row)) };
  }

  /** Raises chat_provider_not_found. */
  async get(id: string): Promise<ChatProviderDto> {
    return this.shown(await this.providers.get(id));
  }

  /** The address with its secret is told here and never again. Raises chat_provider_exists, validation_failed. */
  async create({ webhook_secret, api_key, ...body }: CreateChatProviderDto, created_by: string): Promise<ChatProviderWithSecretDto> {
    const id = randomUUID();
    const secret = newAddressSecret();
    const row = await this.functions.call<'create_chat_provider', ChatProviderRow>('create_chat_provider', {
      p_provider: { ...body, business_number: this.readNumber(body.business_number), id, created_by },
      p_address_secret: this.box.seal(secret, chatSecretPlace(id, 'address_secret')),
      p_webhook_secret: this.seal(id, 'webhook_secret', webhook_secret) ?? null,
      p_api_key: this.seal(id, 'api_key', api_key) ?? null,
    });
    this.accounts.forget();
    return { ...this.shown(row), webhook_address_with_secret: this.webhookAddress(row, secret) };
  }

  /** Raises chat_provider_not_found, stale_version, chat_provider_exists, validation_failed. */
  async update(id: string, { webhook_secret, api_key, version, ...change }: UpdateChatProviderDto): Promise<ChatProviderDto> {
    const secrets = { webhook_secret: this.seal(id, 'webhook_secret', webhook_secret), api_key: this.seal(id, 'api_key', api_key) };
    const row = await this.functions.call<'update_chat_provider', ChatProviderRow>('update_chat_provider', {
      p_id: id,
      p_change: change.business_number === undefined ? change : { ...change, business_number: this.readNumber(change.business_number) },
      p_secrets: Object.fromEntries(Object.entries(secrets).filter(([, secret]) => secret !== undefined)),
      p_grace_ms: ROTATION_GRACE_MS,
      p_version: version,
    });
    this.accounts.forget();
    return this.shown(row);
  }

  /** Raises chat_provider_not_found. */
  async remove(id: string): Promise<ChatProviderDto> {
    const row = await this.functions.call<'delete_chat_provider', ChatProviderRow>('delete_chat_provider', { p_id: id });
    this.accounts.forget();
    return this.shown(row);
  }

  /** Another secret in the address of the webhook; the former one is believed for a day. Raises chat_provider_not_found. */
  async rotateAddress(id: string): Promise<RotatedChatAddressDto> {
    const row = await this.providers.get(id);
    const secret = newAddressSecret();
    const previous_valid_until = await this.functions.call<'rotate_chat_provider_address', string>('rotate_chat_provider_address', {
      p_id: id,
      p_secret: this.box.seal(secret, chatSecretPlace(id, 'address_secret')),
      p_grace_ms: ROTATION_GRACE_MS,
    });
    this.accounts.forget();
    return { webhook_address_with_secret: this.webhookAddress(row, secret), previous_valid_until };
  }

  private shown({ deleted_at: _deleted, ...row }: ChatProviderRow): ChatProviderDto {
    return { ...row, webhook_address: this.webhookAddress(row) };
  }

  private webhookAddress(
    { kind, slug, has_webhook_secret }: Pick<ChatProviderRow, 'kind' | 'slug' | 'has_webhook_secret'>,
    secret?: string,
  ): string {
    const path = webhookPath(kind as ChatKind, slug);
    return `${this.address.url}${path}${secret && !has_webhook_secret ? `?t=${secret}` : ''}`;
  }

  private readNumber(written: string): string {
    const { e164 } = this.phones.read(written);
    if (!e164) throw validationFailed([{ field: 'business_number', message: 'business_number must be a phone number with its country' }]);
    return e164;
  }

  /** Undefined stays undefined (as it is), null takes it away. */
  private seal(id: string, name: 'webhook_secret' | 'api_key', secret: string | null | undefined): string | null | undefined {
    return secret ? this.box.seal(secret, chatSecretPlace(id, name)) : secret;
  }
}
