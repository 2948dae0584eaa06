import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Require } from '../common/auth/access.decorator.js';
import { ListUsersDto, UserPageDto } from './dto/user.dto.js';
import { UsersService } from './users.service.js';

@ApiTags('Roles')
@Controller('users')
@Require('roles')
export class UsersController {
  constructor(private readonly users: UsersService) {}

  /**
   * List the people who can sign in, newest first.
   * @remarks Users are made and locked out in Supabase Auth; what they may do comes from their roles.
   */
  @Get()
  list(@Query() query: ListUsersDto): Promise<UserPageDto> {
    return this.users.list(query);
  }
}
