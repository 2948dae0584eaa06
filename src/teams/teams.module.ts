import { Module } from '@nestjs/common';
import { registers } from '../common/entities/entityRegister.js';
import { TeamsController } from './teams.controller.js';
import { TEAM_ENTITY } from './teams.entities.js';
import { TeamsService } from './teams.service.js';

@Module({ controllers: [TeamsController], providers: [registers(TEAM_ENTITY), TeamsService] })
export class TeamsModule {}
