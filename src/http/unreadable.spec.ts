import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { answerUnreadable } from './unreadable.js';

describe('what comes in and is no request', () => {
  const server = createServer(
    { requestTimeout: 50, headersTimeout: 50, connectionsCheckingInterval: 10 },
    () => {},
  );
  server.on('clientError', answerUnreadable);
  beforeAll(async () => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterAll(() => void server.close());

  /** Everything that is answered to these bytes, until the other side hangs up. */
  async function answered(bytes: string): Promise<{ readonly head: string; readonly problem: unknown }> {
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    socket.write(bytes);
    const [head = '', body = ''] = (await text(socket)).split('\r\n\r\n');
    return { head, problem: JSON.parse(body) };
  }

  it('is answered with what is wrong', async () => {
    const { head, problem } = await answered('GET / HTTP/1.1\r\nbad header\r\n\r\n');
    expect(head).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
    expect(head).toMatch(/connection: close/i);
    expect(problem).toMatchObject({ status: 400, code: 'request.unreadable', requestId: expect.any(String) });
  });

  it.each([
    ['its head', 'POST / HTTP/1.1\r\nHost: x\r\n'],
    ['its body', 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{"name":'],
  ])('is answered as late where the end of %s does not come: it can be sent again', async (_what, bytes) => {
    const { head, problem } = await answered(bytes);
    expect(head).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n/);
    expect(problem).toMatchObject({ status: 408, code: 'request.too-slow', hint: expect.any(String) });
  });
});
