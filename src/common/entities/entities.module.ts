import { Global, Module } from '@nestjs/common';
import { EntitiesController } from './entities.controller.js';
import { EntityRegister } from './entityRegister.js';

/** Global because every module registers its kinds of things here, and any may ask what one is. */
@Global()
@Module({ controllers: [EntitiesController], providers: [EntityRegister], exports: [EntityRegister] })
export class EntitiesModule {}
