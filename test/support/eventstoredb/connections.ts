import { once } from 'node:events';
import { type AddressInfo, createServer, type Server as Listener, type Socket } from 'node:net';
import { type Server, ServerCredentials } from '@grpc/grpc-js';

/**
 * The connections of a gRPC server, which can be cut as a crash cuts them: without a word. (grpc-js itself ends calls
 * one by one before it closes a connection; a process that is killed does not.)
 */
export class Connections {
  readonly #sockets = new Set<Socket>();
  readonly #injector;
  #listener: Listener | undefined;

  constructor(server: Server) {
    this.#injector = server.createConnectionInjector(ServerCredentials.createInsecure());
  }

  /** Listens, and answers the port. */
  async listen(host: string, port: number): Promise<number> {
    this.#listener ??= createServer((socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket)).on('error', () => {});
      this.#injector.injectConnection(socket);
    });
    if (!this.#listener.listening) {
      this.#listener.listen(port, host);
      await once(this.#listener, 'listening');
    }
    return (this.#listener.address() as AddressInfo).port;
  }

  /** Drops all connections and takes no more. */
  close(): void {
    this.#listener?.close();
    this.#listener = undefined;
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  /** Drops the connection that `getPeer` of a call names. */
  drop(peer: string): void {
    for (const socket of this.#sockets) {
      if (`${socket.remoteAddress}:${socket.remotePort}` === peer) socket.resetAndDestroy();
    }
  }
}
