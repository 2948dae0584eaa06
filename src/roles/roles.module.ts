import { Global, Module } from '@nestjs/common';
import { PermissionsPort } from '../common/auth/permissions.port.js';
import { PermissionsService } from './permissions.service.js';
import { RolesController } from './roles.controller.js';
import { RolesRepository } from './roles.repository.js';
import { RolesService } from './roles.service.js';
import { UsersController } from './users.controller.js';
import { UsersRepository } from './users.repository.js';
import { UsersService } from './users.service.js';

/** Global because the guard of every route asks it, through its port. */
@Global()
@Module({
  controllers: [RolesController, UsersController],
  providers: [
    RolesService,
    RolesRepository,
    UsersService,
    UsersRepository,
    PermissionsService,
    { provide: PermissionsPort, useExisting: PermissionsService },
  ],
  exports: [PermissionsPort],
})
export class RolesModule {}
