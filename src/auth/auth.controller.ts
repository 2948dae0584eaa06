import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiTags, ApiUnauthorizedResponse } from '@nestjs/swagger';
import { Authenticated, Public } from '../common/auth/access.decorator.js';
import { CurrentUser, type CurrentUserData } from '../common/auth/currentUser.js';
import { ErrorDto } from '../common/errors/errorBody.dto.js';
import { AuthService } from './auth.service.js';
import { CurrentUserDto, LoginDto, SessionDto } from './dto/auth.dto.js';

@ApiTags('Auth')
@Controller('auth')
export class AuthController {
  constructor(private readonly auth: AuthService) {}

  /** Exchange e-mail and password for a bearer token. */
  @Public()
  @Post('login')
  @HttpCode(200)
  @ApiUnauthorizedResponse({ type: ErrorDto, description: 'E-mail address or password is wrong.' })
  login(@Body() body: LoginDto): Promise<SessionDto> {
    return this.auth.login(body);
  }

  /** Who the token belongs to, and what it allows. */
  @Authenticated()
  @Get('me')
  me(@CurrentUser() user: CurrentUserData): Promise<CurrentUserDto> {
    return this.auth.me(user);
  }
}
