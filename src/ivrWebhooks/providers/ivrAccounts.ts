import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { SecretBox, SecretBoxError } from '../../common/crypto/secretBox.js';
import { InjectLogger } from '../../common/log/logger.token.js';
import { type Mapping, type MappingFault, readMapping } from '../mapping/mappingShape.js';
import type { TransformContext } from '../mapping/transforms.js';
import { IvrProvidersRepository, type StoredIvrProvider } from './ivrProviders.repository.js';

/** What was read may be so old, milliseconds; whoever is refused is asked for anew, but not more often than the second. */
const FRESH_MS = 5_000;
const RENEW_MS = 250;
/** When providers called last is noted in steps of so many milliseconds. */
const NOTE_MS = 5_000;

/** A provider as its events meet it, with the secrets that are believed now. */
export interface IvrAccount extends Pick<StoredIvrProvider, 'id' | 'slug' | 'menu' | 'default_department' | 'mapping_version'> {
  /** Active and not removed: what is not takes no events. */
  is_active: boolean;
  secrets: string[];
  mapping: Mapping;
  /** What is wrong with the mapping; events are parked then. */
  faults: MappingFault[];
  context: TransformContext;
}

/** The name of a sealed secret's place; a box opens there only. */
export function ivrSecretPlace(provider_id: string): string {
  return `ivr_provider_secrets:${provider_id}:secret`;
}

/** A provider's row as an account, with the given secrets. */
export function accountOf(row: Omit<StoredIvrProvider, 'secrets'>, secrets: string[]): IvrAccount {
  const { id, slug, menu, default_department, mapping_version, time_zone: zone, region } = row;
  const is_active = row.is_active && row.deleted_at === null;
  return {
    id,
    slug,
    menu,
    default_department,
    mapping_version,
    is_active,
    secrets,
    ...readMapping(row.field_mapping, row.status_mapping),
    context: { zone, region },
  };
}

/** The IVR providers, for those who meet one with every event. */
@Injectable()
export class IvrAccounts implements BeforeApplicationShutdown {
  private accounts: IvrAccount[] = [];
  private read_at = 0;
  private reading: Promise<void> | undefined;
  private readonly called = new Set<string>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly repository: IvrProvidersRepository,
    private readonly box: SecretBox,
    @InjectLogger() private readonly logger: Logger,
  ) {}

  /** The provider of a slug, also one that was removed if no other has it. */
  async at(slug: string, { renew = false } = {}): Promise<IvrAccount | undefined> {
    await this.refresh(renew ? RENEW_MS : FRESH_MS);
    return this.accounts.find((account) => account.slug === slug);
  }

  async get(id: string): Promise<IvrAccount | undefined> {
    await this.refresh(FRESH_MS);
    return this.accounts.find((account) => account.id === id);
  }

  /** They were changed here: whoever asks next reads them anew. */
  forget(): void {
    this.read_at = 0;
  }

  /** It called. Noted now and then, not each time. */
  noteCall(id: string): void {
    this.called.add(id);
    this.timer ??= setTimeout(() => void this.flush(), NOTE_MS).unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.flush();
  }

  private async flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    const ids = [...this.called];
    this.called.clear();
    if (ids.length === 0) return;
    await this.repository.noteCalls(ids).catch((error: Error) => this.logger.warn({ err: error }, 'calls of IVR providers were not noted'));
  }

  private async refresh(age_ms: number): Promise<void> {
    if (Date.now() - this.read_at < age_ms) return;
    this.reading ??= this.read().finally(() => (this.reading = undefined));
    await this.reading;
  }

  private async read(): Promise<void> {
    const asked_at = Date.now();
    this.accounts = (await this.repository.all()).map(({ secrets, ...row }) => accountOf(row, this.opened(row.id, secrets, asked_at)));
    this.read_at = asked_at;
  }

  /** None when no key of ours opens them: nothing is believed then, and the others go on. */
  private opened(id: string, secrets: StoredIvrProvider['secrets'], now: number): string[] {
    if (!secrets) return [];
    const former = secrets.previous_until && Date.parse(secrets.previous_until) > now ? secrets.previous_secret : null;
    try {
      return [secrets.secret, former].flatMap((box) => (box ? [this.box.open(box, ivrSecretPlace(id))] : []));
    } catch (error) {
      if (!(error instanceof SecretBoxError)) throw error;
      this.logger.error({ err: error, provider_id: id }, 'the secrets of an IVR provider cannot be read');
      return [];
    }
  }
}
