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

@ApiTags('Roles')
@Controller('roles')
@Require('roles')
export class RolesController {
  constructor(private readonly roles: RolesService) {}

  /** Roles, newest first. */
  @Get()
  list(@Query() query: ListRolesDto): Promise<RolePageDto> {
    return this.roles.list(query);
  }

  /** Create a role that may do nothing yet. */
  @Post()
  @Require('roles', 'create', { person: true })
  create(@Body() body: CreateRoleDto): Promise<RoleDto> {
    return this.roles.create(body);
  }

  /** All modules that a role can be given access to. */
  @Get('modules')
  modules(): Promise<ModuleDto[]> {
    return this.roles.modules();
  }

  /** Who has which role, with name and e-mail address. */
  @Get('users')
  listUsers(@Query() query: ListUserRolesDto): Promise<UserRolePageDto> {
    return this.roles.listUsers(query);
  }

  /** Give a user a role whose rights you have yourself. Giving it again changes nothing. */
  @Post('users')
  @Require('roles', 'create', { person: true })
  assign(@Body() body: AssignRoleDto, @CurrentUser() user: CurrentUserData): Promise<UserRoleDto> {
    return this.roles.assign(body, user);
  }

  /** Take a role whose rights you have yourself away from a user. */
  @Delete('users/:id')
  @Require('roles', 'delete', { person: true })
  unassign(@Param('id', ParseUUIDPipe) id: string, @CurrentUser() user: CurrentUserData): Promise<UserRoleDto> {
    return this.roles.unassign(id, user);
  }

  /** One role. */
  @Get(':id')
  get(@Param('id', ParseUUIDPipe) id: string): Promise<RoleDto> {
    return this.roles.get(id);
  }

  /** Change a role's name or description. Roles that came with the product keep their names. */
  @Patch(':id')
  @Require('roles', 'edit', { person: true })
  update(@Param('id', ParseUUIDPipe) id: string, @Body() body: UpdateRoleDto, @CurrentUser() user: CurrentUserData): Promise<RoleDto> {
    return this.roles.update(id, body, user);
  }

  /** Delete a role that no user has. Roles that came with the product stay. */
  @Delete(':id')
  @Require('roles', 'delete', { person: true })
  remove(@Param('id', ParseUUIDPipe) id: string, @CurrentUser() user: CurrentUserData): Promise<RoleDto> {
    return this.roles.remove(id, user);
  }

  /** What a role may do, module by module. */
  @Get(':id/modules')
  access(@Param('id', ParseUUIDPipe) id: string): Promise<ModuleAccessDto[]> {
    return this.roles.access(id);
  }

  /** Replace all that a role may do. You must have what it allowed and what it will allow. */
  @Put(':id/modules')
  @Require('roles', 'edit', { person: true })
  setAccess(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: SetRoleModulesDto,
    @CurrentUser() user: CurrentUserData,
  ): Promise<ModuleAccessDto[]> {
    return this.roles.setAccess(id, body.modules, user);
  }
}
