import { Global, Module } from '@nestjs/common';
import './sends.errors.js';
import { SendsRepository } from './sends.repository.js';
import { SendsService } from './sends.service.js';

/** Global because every channel registers here. */
@Global()
@Module({
  providers: [SendsService, SendsRepository],
  exports: [SendsService, SendsRepository],
})
export class SendsModule {}
