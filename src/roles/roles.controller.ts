import { Body, Controller, Delete, Get, Param, ParseUUIDPipe, Patch, Post, Put, Query } from '@nestjs/common';
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
  UpdateRoleDto,
  UserRoleDto,
  UserRolePageDto,
} from './dto/role.dto.js';
import { RolesService } from './roles.service.js';
import { conflict, unprocessable } from '../common/errors/commonErrors.js';
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
  @Require('roles', 'create', { person: true })
  @Refuses(conflict, 'role_exceeds_yours')
  create(@Body() body: CreateRoleDto): Promise<RoleDto> {
    return this.roles.create(body);
  }

  /** List the modules that roles can access. */
  @Get('modules')
  listModules(): Promise<ModuleDto[]> {
    return this.roles.modules();
  }

  /** List which users have which roles, with their names and e-mail addresses. */
  @Get('users')
  listUserRoles(@Query() query: ListUserRolesDto): Promise<UserRolePageDto> {
    return this.roles.listUsers(query);
  }

  /**
   * Assign a role to a user.
   * @remarks You must hold every right of the role yourself, at least within the scope for which you assign it. Assigning it again
   * changes nothing. Within a scope the role covers what belongs to that team or department: lists, counts and searches leave out the rest,
   * and what else is asked for is not found. Requests that cannot be kept to a scope are refused.
   */
  @Post('users')
  @Require('roles', 'create', { person: true })
  @Refuses(roleNotFound, unprocessable, 'unknown_scope', 'role_exceeds_yours')
  assignRole(@Body() body: AssignRoleDto, @CurrentUser() user: CurrentUserData): Promise<UserRoleDto> {
    return this.roles.assign(body, user);
  }

  /**
   * Remove a role from a user.
   * @remarks You must hold every right of the role yourself, at least within the scope of the assignment.
   */
  @Delete('users/:id')
  @Require('roles', 'delete', { person: true })
  @Refuses('user_role_not_found', 'role_exceeds_yours', 'last_admin')
  unassignRole(@Param('id', ParseUUIDPipe) id: string, @CurrentUser() user: CurrentUserData): Promise<UserRoleDto> {
    return this.roles.unassign(id, user);
  }

  /** Get a role. */
  @Get(':id')
  @Refuses(roleNotFound)
  get(@Param('id', ParseUUIDPipe) id: string): Promise<RoleDto> {
    return this.roles.get(id);
  }

  /**
   * Change the name or the description of a role.
   * @remarks Roles that came with the product keep their names.
   */
  @Patch(':id')
  @Require('roles', 'edit', { person: true })
  @Refuses(roleNotFound, roleIsFixed, conflict, 'role_exceeds_yours')
  update(@Param('id', ParseUUIDPipe) id: string, @Body() body: UpdateRoleDto, @CurrentUser() user: CurrentUserData): Promise<RoleDto> {
    return this.roles.update(id, body, user);
  }

  /**
   * Delete a role that no user has.
   * @remarks Roles that came with the product stay.
   */
  @Delete(':id')
  @Require('roles', 'delete', { person: true })
  @Refuses(roleNotFound, roleIsFixed, 'role_is_assigned', 'role_exceeds_yours')
  remove(@Param('id', ParseUUIDPipe) id: string, @CurrentUser() user: CurrentUserData): Promise<RoleDto> {
    return this.roles.remove(id, user);
  }

  /** Get the permissions of a role. */
  @Get(':id/modules')
  @Refuses(roleNotFound)
  getRoleAccess(@Param('id', ParseUUIDPipe) id: string): Promise<ModuleAccessDto[]> {
    return this.roles.access(id);
  }

  /**
   * Replace the permissions of a role.
   * @remarks You must hold every right that it had and will have.
   */
  @Put(':id/modules')
  @Require('roles', 'edit', { person: true })
  @Refuses(roleNotFound, roleIsFixed, 'module_not_found', 'last_admin', 'role_exceeds_yours')
  setRoleAccess(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: SetRoleModulesDto,
    @CurrentUser() user: CurrentUserData,
  ): Promise<ModuleAccessDto[]> {
    return this.roles.setAccess(id, body.modules, user);
  }
}
