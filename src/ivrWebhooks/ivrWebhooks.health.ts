import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HealthService } from '../common/health/health.service.js';
import { IvrProvidersRepository } from './providers/ivrProviders.repository.js';

/** Says whether IVR providers still call: one whose webhook was switched off is only noticed by its silence. */
@Injectable()
export class IvrWebhooksHealth implements OnModuleInit {
  constructor(
    private readonly health: HealthService,
    private readonly providers: IvrProvidersRepository,
  ) {}

  onModuleInit(): void {
    this.health.register({
      name: 'ivr_providers',
      module: 'ivr_providers',
      outage: 'An IVR provider sends no events',
      check: async () => {
        const silent = await this.providers.silent();
        const words = silent.map(({ name, silent_minutes }) => `${name} for ${silent_minutes} minutes`).join(', ');
        return { ok: silent.length === 0, silent: silent.length, ...(silent.length > 0 ? { message: `no events from ${words}` } : {}) };
      },
      affected: async () => (await this.providers.silent()).map(({ name }) => name),
    });
  }
}
