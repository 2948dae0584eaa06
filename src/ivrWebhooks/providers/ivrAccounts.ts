import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { SecretBox, SecretBoxError } from '../../common/crypto/secretBox.js';
import { InjectLogger } from '../../common/log/logger.token.js';
import { KnownAccounts } from '../../common/webhookInbox/knownAccounts.js';
import { type Mapping, type MappingFault, readMapping } from '../mapping/mappingShape.js';
import type { TransformContext } from '../mapping/transforms.js';
import { IvrProvidersRepository, type StoredIvrProvider } from './ivrProviders.repository.js';

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
  private readonly known: KnownAccounts<IvrAccount>;

  constructor(
    repository: IvrProvidersRepository,
    private readonly box: SecretBox,
    @InjectLogger() private readonly logger: Logger,
  ) {
    this.known = new KnownAccounts({
      read: async (now) =>
        (await repository.all()).map(({ secrets, ...row }) => accountOf(row, this.opened(row.id, secrets, now.getTime()))),
      noteCalls: (ids) => repository.noteCalls(ids),
      onLost: (error) => logger.warn({ err: error }, 'calls of IVR providers were not noted'),
    });
  }

  /** The provider of a slug, also one that was removed if no other has it. */
  async at(slug: string, { renew = false } = {}): Promise<IvrAccount | undefined> {
    const accounts = await this.known.all({ renew });
    return accounts.find((account) => account.slug === slug);
  }

  async get(id: string): Promise<IvrAccount | undefined> {
    const accounts = await this.known.all();
    return accounts.find((account) => account.id === id);
  }

  /** They were changed here: whoever asks next reads them anew. */
  forget(): void {
    this.known.forget();
  }

  /** It called. */
  noteCall(id: string): void {
    this.known.noteCall(id);
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.known.flush();
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
