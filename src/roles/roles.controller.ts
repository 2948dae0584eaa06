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
  create(@Body() body: CreateRoleDto): Promise<RoleDto> {
    return this.roles.create(body);
  }

  /** All modules that a role can be given access to. */
  @Get('modules')
  modules(): Promise<ModuleDto[]> {
    return this.roles.modules();
  }

  /** Who has which role. */
  @Get('users')
  listUsers(@Query() query: ListUserRolesDto): Promise<UserRolePageDto> {
    return this.roles.listUsers(query);
  }

  /** Give a user a role. Giving it again changes nothing. */
  @Post('users')
  assign(@Body() body: AssignRoleDto, @CurrentUser() user: CurrentUserData): Promise<UserRoleDto> {
    return this.roles.assign(body, user.id);
  }

  /** Take a role away from a user. */
  @Delete('users/:id')
  unassign(@Param('id', ParseUUIDPipe) id: string): Promise<UserRoleDto> {
    return this.roles.unassign(id);
  }

  /** What a role may do, module by module. */
  @Get(':id/modules')
  access(@Param('id', ParseUUIDPipe) id: string): Promise<ModuleAccessDto[]> {
    return this.roles.access(id);
  }

  /** Replace all that a role may do. */
  @Put(':id/modules')
  setAccess(@Param('id', ParseUUIDPipe) id: string, @Body() body: SetRoleModulesDto): Promise<ModuleAccessDto[]> {
    return this.roles.setAccess(id, body.modules);
  }
}
