import { Body, Controller, Get, HttpCode, Ip, Post } from '@nestjs/common';
import { ApiTags, ApiTooManyRequestsResponse } from '@nestjs/swagger';
import { Authenticated, Public } from '../common/auth/access.decorator.js';
import { CurrentUser, type CurrentUserData } from '../common/auth/currentUser.js';
import { ErrorDto } from '../common/errors/errorBody.dto.js';
import { AuthService, authUnavailable, wrongCredentials } from './auth.service.js';
import { CurrentUserDto, LoginDto, SessionDto } from './dto/auth.dto.js';
import { Refuses } from '../common/errors/refuses.decorator.js';

@ApiTags('Sign-in')
@Controller('auth')
export class AuthController {
  constructor(private readonly auth: AuthService) {}

  /**
   * Sign in with e-mail address and password.
   * @remarks Returns a bearer token.
   */
  @Public()
  @Post('login')
  @HttpCode(200)
  @ApiTooManyRequestsResponse({
    type: ErrorDto,
    description: 'Too many failures of this e-mail address or client; `Retry-After` says when to try again.',
  })
  @Refuses(wrongCredentials, 'too_many_attempts', authUnavailable)
  logIn(@Body() body: LoginDto, @Ip() ip: string): Promise<SessionDto> {
    return this.auth.login(body, ip);
  }

  /** Get the current user or API key and its permissions. */
  @Authenticated()
  @Get('me')
  getCurrentUser(@CurrentUser() user: CurrentUserData): Promise<CurrentUserDto> {
    return this.auth.me(user);
  }
}
