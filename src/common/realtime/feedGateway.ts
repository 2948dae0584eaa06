import type { Type } from '@nestjs/common';
import { WebSocketGateway } from '@nestjs/websockets';
import type { Namespace, Socket } from 'socket.io';
import type { FeedNamespace } from './changeEvents.js';
import { FeedSocketsService } from './feedSockets.service.js';

/** The gateway of one namespace. It forwards the feed and decides nothing. */
export function feedGateway(namespace: FeedNamespace): Type<unknown> {
  @WebSocketGateway({ namespace })
  class FeedGateway {
    constructor(private readonly sockets: FeedSocketsService) {}

    afterInit(server: Namespace): void {
      this.sockets.serve(namespace, server);
    }

    handleConnection(socket: Socket): Promise<void> {
      return this.sockets.begin(namespace, socket);
    }

    handleDisconnect(socket: Socket): void {
      this.sockets.end(socket);
    }
  }
  return FeedGateway;
}
