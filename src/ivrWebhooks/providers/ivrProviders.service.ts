import { Injectable } from '@nestjs/common';
import { randomBytes, randomUUID } from 'node:crypto';
import { ConfigService } from '../../common/config/config.service.js';
import { SecretBox } from '../../common/crypto/secretBox.js';
import { validationFailed } from '../../common/errors/commonErrors.js';
import { PublicAddress } from '../../common/http/publicAddress.js';
import { isPhoneRegion } from '../../common/phone/phoneNumber.js';
import { BusinessClock } from '../../common/timeRange/businessClock.js';
import { Functions } from '../../supabase/functions.service.js';
import type { Row, Table } from '../../supabase/table.js';
import { Tables } from '../../supabase/tables.service.js';
import { ivrProviderNotFound, mappingVersionNotFound } from '../ivrWebhooks.errors.js';
import { readMapping } from '../mapping/mappingShape.js';
import { READY_MADE } from '../mapping/readyMade.js';
import { IvrAccounts, ivrSecretPlace } from './ivrAccounts.js';
import type {
  CreateIvrProviderDto,
  IvrMappingVersionDto,
  IvrMappingVersionPageDto,
  IvrProviderDto,
  IvrProviderPageDto,
  IvrProviderWithSecretDto,
  ListIvrMappingVersionsDto,
  ListIvrProvidersDto,
  ReadyMadeMappingDto,
  RotatedIvrSecretDto,
  UpdateIvrProviderDto,
} from './dto/ivrProvider.dto.js';
import { webhookPath } from './webhookPath.js';

/** After a rotation the former secret is believed for so long, milliseconds. */
const ROTATION_GRACE_MS = 24 * 3_600_000;

export type IvrProviderRow = Row<'ivr_providers'>;

/** Who tells us about IVR calls. A new one needs no deployment. */
@Injectable()
export class IvrProvidersService {
  private readonly providers: Table<'ivr_providers'>;
  private readonly versions: Table<'ivr_mapping_versions', IvrMappingVersionDto>;

  constructor(
    tables: Tables,
    private readonly functions: Functions,
    private readonly box: SecretBox,
    private readonly address: PublicAddress,
    private readonly accounts: IvrAccounts,
    private readonly clock: BusinessClock,
    private readonly config: ConfigService,
  ) {
    this.providers = tables.of('ivr_providers', {
      notFound: ivrProviderNotFound,
      hidden: 'deleted_at',
      filters: ['is_active'],
      search: ['slug', 'name'],
      sort: ['created_at', 'name'],
    });
    this.versions = tables.of('ivr_mapping_versions', {
      columns: ['id', 'version', 'field_mapping', 'status_mapping', 'created_by', 'created_at'],
    });
  }

  async list(query: ListIvrProvidersDto): Promise<IvrProviderPageDto> {
    const page = await this.providers.page(query);
    return { ...page, data: page.data.map((row) => this.shown(row)) };
  }

  /** Raises ivr_provider_not_found. */
  async get(id: string): Promise<IvrProviderDto> {
    return this.shown(await this.row(id));
  }

  /** Mappings that fit known providers as they are. */
  readyMade(): ReadyMadeMappingDto[] {
    return [...READY_MADE];
  }

  /** As it is stored. Raises ivr_provider_not_found. */
  row(id: string): Promise<IvrProviderRow> {
    return this.providers.get(id);
  }

  /** The address with its secret is told here and never again. Raises ivr_provider_exists, validation_failed. */
  async create({ ready_made, ...body }: CreateIvrProviderDto, created_by: string): Promise<IvrProviderWithSecretDto> {
    const ready = READY_MADE.find(({ key }) => key === ready_made);
    if (ready_made !== undefined && !ready)
      throw validationFailed([
        { field: 'ready_made', message: `ready_made must be one of ${READY_MADE.map(({ key }) => key).join(', ')}` },
      ]);
    const mappings = this.mappings(
      body.field_mapping ?? ready?.field_mapping,
      body.status_mapping ?? (body.field_mapping ? undefined : ready?.status_mapping),
    );
    this.checkSettings(body);
    const id = randomUUID();
    const secret = newSecret();
    const row = await this.functions.call<'create_ivr_provider', IvrProviderRow>('create_ivr_provider', {
      p_provider: {
        ...body,
        ...mappings,
        time_zone: body.time_zone ?? this.clock.zone,
        region: body.region ?? this.config.environment.PHONE_DEFAULT_REGION,
        id,
        created_by,
      },
      p_secret: this.box.seal(secret, ivrSecretPlace(id)),
    });
    this.accounts.forget();
    return { ...this.shown(row), webhook_address_with_secret: this.webhookAddress(row, secret) };
  }

  /** Raises ivr_provider_not_found, stale_version, conflict, validation_failed. */
  async update(id: string, { version, field_mapping, status_mapping, ...change }: UpdateIvrProviderDto): Promise<IvrProviderDto> {
    this.checkSettings(change);
    const before = field_mapping || status_mapping ? await this.row(id) : undefined;
    // One of the two alone is checked together with the other as it is.
    const mappings =
      before &&
      this.mappings(field_mapping ?? before.field_mapping, status_mapping ?? (field_mapping?.status ? undefined : before.status_mapping));
    const row = await this.providers.update(id, { ...change, ...mappings } as Partial<IvrProviderRow>, { version });
    this.accounts.forget();
    return this.shown(row);
  }

  /** Raises ivr_provider_not_found. */
  async remove(id: string): Promise<IvrProviderDto> {
    const row = await this.functions.call<'delete_ivr_provider', IvrProviderRow>('delete_ivr_provider', { p_id: id });
    this.accounts.forget();
    return this.shown(row);
  }

  /** Another secret in the address of the webhook; the former one is believed for a day. Raises ivr_provider_not_found. */
  async rotateSecret(id: string): Promise<RotatedIvrSecretDto> {
    const row = await this.row(id);
    const secret = newSecret();
    const previous_valid_until = await this.functions.call<'rotate_ivr_secret', string>('rotate_ivr_secret', {
      p_id: id,
      p_secret: this.box.seal(secret, ivrSecretPlace(id)),
      p_grace_ms: ROTATION_GRACE_MS,
    });
    this.accounts.forget();
    return { webhook_address_with_secret: this.webhookAddress(row, secret), previous_valid_until };
  }

  /** What the mapping was, the newest first. Raises ivr_provider_not_found. */
  async listVersions(id: string, query: ListIvrMappingVersionsDto): Promise<IvrMappingVersionPageDto> {
    await this.row(id);
    return this.versions.page(query, { provider_id: id });
  }

  /** Makes an earlier version of the mapping the one of now. Raises ivr_provider_not_found, ivr_mapping_version_not_found. */
  async restoreVersion(id: string, version: number): Promise<IvrProviderDto> {
    await this.row(id);
    const [found] = await this.versions.all({ provider_id: id, version });
    if (!found) throw mappingVersionNotFound({ id, version });
    const row = await this.providers.update(id, { field_mapping: found.field_mapping, status_mapping: found.status_mapping });
    this.accounts.forget();
    return this.shown(row);
  }

  /** Raises validation_failed when a mapping cannot be used. */
  mappings(field_mapping: unknown, status_mapping: unknown): { field_mapping: object; status_mapping: object } {
    if (field_mapping === undefined)
      throw validationFailed([{ field: 'field_mapping', message: 'field_mapping or ready_made is needed: how a request is read' }]);
    const { mapping, faults } = readMapping(field_mapping, status_mapping);
    if (faults.length > 0) throw validationFailed(faults);
    const redact = mapping.redact.length > 0 ? { redact: mapping.redact } : {};
    return { field_mapping: { ...mapping.fields, ...redact }, status_mapping: mapping.status ?? {} };
  }

  private checkSettings({ region, menu }: Pick<UpdateIvrProviderDto, 'region' | 'menu'>): void {
    if (region !== undefined && !isPhoneRegion(region))
      throw validationFailed([{ field: 'region', message: 'region must be a country such as IN' }]);
    const odd = Object.entries(menu ?? {}).some(
      ([digits, department]) => !/^[0-9*#]{1,10}$/.test(digits) || typeof department !== 'string' || department === '',
    );
    if (odd) throw validationFailed([{ field: 'menu', message: 'menu must give keys of departments for digits' }]);
  }

  private shown({ deleted_at: _deleted, ...row }: IvrProviderRow): IvrProviderDto {
    return { ...row, webhook_address: this.webhookAddress(row) };
  }

  private webhookAddress({ slug }: Pick<IvrProviderRow, 'slug'>, secret?: string): string {
    return `${this.address.url}${webhookPath(slug)}${secret ? `?t=${secret}` : ''}`;
  }
}

/** What stands in a webhook's address: 192 bits. */
function newSecret(): string {
  return randomBytes(24).toString('base64url');
}
