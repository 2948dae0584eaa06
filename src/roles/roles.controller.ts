import { Body, Controller, Delete, Get, Param, ParseUUIDPipe, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Require } from '../common/auth/access.decorator.js';
import { CurrentUser, type CurrentUserData } from '../common/auth/currentUser.js';
import {
  AssignRoleDto,
  CreateRoleDto,
  ListRolesDto,
  ListUserRolesDto,
  ModuleAccessDto,
  ModuleDto,
  RoleDto,
  RolePageDto,
  SetRoleModulesDto,
  UserRoleDto,
  UserRolePageDto,
} from './dto/role.dto.js';
import { RolesService } from './roles.service.js';
import { conflict, notFound, unprocessable } from '../common/errors/commonErrors.js';
import { Refuses } from '../common/errors/refuses.decorator.js';
import { roleIsFixed, roleNotFound } from './roles.errors.js';

@ApiTags('Roles')
@Controller('roles')
@Require('roles')
export class RolesController {
  constructor(private readonly roles: RolesService) {}

  /** List roles, newest first. */
  @Get()
  list(@Query() query: ListRolesDto): Promise<RolePageDto> {
    return this.roles.list(query);
  }

  /** Create a role without permissions. */
  @Post()
  @Refuses(conflict)
  create(@Body() body: CreateRoleDto): Promise<RoleDto> {
    return this.roles.create(body);
  }

  /** List the modules that roles can access. */
  @Get('modules')
  listModules(): Promise<ModuleDto[]> {
    return this.roles.modules();
  }

  /** List which users have which roles. */
  @Get('users')
  listUserRoles(@Query() query: ListUserRolesDto): Promise<UserRolePageDto> {
    return this.roles.listUsers(query);
  }

  /**
   * Assign a role to a user.
   * @remarks Assigning it again changes nothing.
   */
  @Post('users')
  @Refuses(unprocessable)
  assignRole(@Body() body: AssignRoleDto, @CurrentUser() user: CurrentUserData): Promise<UserRoleDto> {
    return this.roles.assign(body, user.id);
  }

  /** Remove a role from a user. */
  @Delete('users/:id')
  @Refuses(notFound, 'last_admin')
  unassignRole(@Param('id', ParseUUIDPipe) id: string): Promise<UserRoleDto> {
    return this.roles.unassign(id);
  }

  /** Get the permissions of a role. */
  @Get(':id/modules')
  @Refuses(roleNotFound)
  getRoleAccess(@Param('id', ParseUUIDPipe) id: string): Promise<ModuleAccessDto[]> {
    return this.roles.access(id);
  }

  /** Replace the permissions of a role. */
  @Put(':id/modules')
  @Refuses(roleNotFound, roleIsFixed, 'module_not_found', 'last_admin')
  setRoleAccess(@Param('id', ParseUUIDPipe) id: string, @Body() body: SetRoleModulesDto): Promise<ModuleAccessDto[]> {
    return this.roles.setAccess(id, body.modules);
  }
}
