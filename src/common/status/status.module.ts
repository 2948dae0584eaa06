import { Global, Module } from '@nestjs/common';
import { Lifecycles } from './lifecycles.service.js';

@Global()
@Module({ providers: [Lifecycles], exports: [Lifecycles] })
export class StatusModule {}
