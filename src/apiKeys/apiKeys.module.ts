import { Global, Module } from '@nestjs/common';
import { ApiKeysPort } from '../common/auth/apiKeys.port.js';
import { ApiKeysController } from './apiKeys.controller.js';
import { ApiKeysRepository } from './apiKeys.repository.js';
import { ApiKeysService } from './apiKeys.service.js';
import { ApiKeyUse } from './apiKeyUse.js';

/** Global because the guard of every route asks it, through its port. */
@Global()
@Module({
  controllers: [ApiKeysController],
  providers: [ApiKeysService, ApiKeysRepository, ApiKeyUse, { provide: ApiKeysPort, useExisting: ApiKeyUse }],
  exports: [ApiKeysPort],
})
export class ApiKeysModule {}
