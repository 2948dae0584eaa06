import { type DynamicModule, Module } from '@nestjs/common';
import type { ConfigService } from '../common/config/config.service.js';
import { EmailGateway } from './emailGateway.js';

@Module({})
export class EmailGatewayModule {
  static with(config: ConfigService): DynamicModule {
    // A worker has no API, so it has no sockets either.
    return { module: EmailGatewayModule, providers: config.runsApi ? [EmailGateway] : [] };
  }
}
