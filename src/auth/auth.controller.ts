import { Body, Controller, Get, HttpCode, Ip, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Authenticated, Public } from '../common/auth/access.decorator.js';
import { CurrentUser, type CurrentUserData } from '../common/auth/currentUser.js';
import { AuthService, authUnavailable, noSession, refreshTokenInvalid, refreshTokenReused, wrongCredentials } from './auth.service.js';
import { CurrentUserDto, LoginDto, RefreshDto, SessionDto, SessionUserDto } from './dto/auth.dto.js';
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
  @Refuses(wrongCredentials, 'too_many_attempts', authUnavailable)
  logIn(@Body() body: LoginDto, @Ip() ip: string): Promise<SessionDto> {
    return this.auth.login(body, ip);
  }

  /**
   * Exchange a refresh token for a new bearer token.
   * @remarks The answer has the next refresh token. Using one twice ends its session.
   */
  @Public()
  @Post('refresh')
  @HttpCode(200)
  @Refuses(refreshTokenInvalid, refreshTokenReused, authUnavailable)
  refreshSession(@Body() { refresh_token }: RefreshDto): Promise<SessionDto> {
    return this.auth.refresh(refresh_token);
  }

  /**
   * Sign out.
   * @remarks Ends the session of the bearer token; neither it nor its refresh token can be used afterwards.
   */
  @Authenticated({ person: true })
  @Post('logout')
  @HttpCode(200)
  @Refuses(noSession)
  logOut(@CurrentUser() user: CurrentUserData): Promise<SessionUserDto> {
    return this.auth.logout(user);
  }

  /** Get the current user or API key and its permissions. */
  @Authenticated()
  @Get('me')
  getCurrentUser(@CurrentUser() user: CurrentUserData): Promise<CurrentUserDto> {
    return this.auth.me(user);
  }
}
