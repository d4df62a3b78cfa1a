import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below what systems give to outgoing connections: 49,152 and above (RFC 6335, section 6), Linux from 32,768 on. */
const FIRST = 20_000;
const COUNT = 10_000;

/**
 * A port that is free, and stays so while its server is down: no outgoing connection is given it, also not one to this
 * very port, which would then be connected to itself.
 */
export async function lastingPort(): Promise<number> {
  for (;;) {
    const port = FIRST + Math.floor(Math.random() * COUNT);
    const server = createServer().listen(port, '127.0.0.1');
    try {
      await once(server, 'listening');
    } catch {
      continue;
    }
    server.close();
    await once(server, 'close');
    return port;
  }
}
