import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, exportSPKI, generateKeyPair, SignJWT, UnsecuredJWT, type JWTPayload } from 'jose';
import { DIALECTS } from '../support/databases.js';
import { startRegistry, type Registry } from '../support/registry.js';
import { openStream } from '../support/stream.js';

const AUDIENCE = 'sijill';
const EMAILS = '{ people { nodes { email } } }';
const COUNT = '{ people { totalCount } }';

/** An issuer of tokens as OpenID Connect has it, on this machine. */
class Issuer {
  readonly server: Server;
  isUp = true;
  /** How often its keys were fetched. */
  fetched = 0;
  private keys: Awaited<ReturnType<typeof generateKeyPair>>[] = [];

  constructor() {
    this.server = createServer((request, response) => {
      void this.answer(request.url ?? '').then((body) => {
        response.writeHead(this.isUp ? 200 : 500, { 'content-type': 'application/json' });
        response.end(this.isUp ? JSON.stringify(body) : 'down');
      });
    });
  }

  async start(): Promise<void> {
    await this.rotate();
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
  }

  get address(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Signs with another key from here on. */
  async rotate(): Promise<void> {
    this.keys.push(await generateKeyPair('ES256', { extractable: true }));
  }

  get keyId(): string {
    return `k${this.keys.length}`;
  }

  get current() {
    return this.keys.at(-1) as Awaited<ReturnType<typeof generateKeyPair>>;
  }

  sign(claims: JWTPayload = {}, header: object = {}): Promise<string> {
    return new SignJWT({
      iss: this.address,
      aud: AUDIENCE,
      sub: 'u-17',
      role: 'editor',
      ...times(300),
      ...claims,
    })
      .setProtectedHeader({ alg: 'ES256', kid: this.keyId, ...header })
      .sign(this.current.privateKey);
  }

  private async answer(url: string): Promise<object> {
    if (url.endsWith('/openid-configuration'))
      return { issuer: this.address, jwks_uri: `${this.address}/keys` };
    this.fetched += 1;
    const jwks = this.keys.map(async ({ publicKey }, index) => ({
      ...(await exportJWK(publicKey)),
      kid: `k${index + 1}`,
      alg: 'ES256',
      use: 'sig',
    }));
    return { keys: await Promise.all(jwks) };
  }
}

/** The claims of a token that ends in some seconds. */
function times(seconds: number): JWTPayload {
  const now = Math.floor(Date.now() / 1000);
  return { iat: now - 10, exp: now + seconds };
}

describe.each(DIALECTS)('tokens of an issuer on %s', (dialect) => {
  let issuer: Issuer;
  let registry: Registry;

  beforeAll(async () => {
    issuer = new Issuer();
    await issuer.start();
    const tokens = { issuer: issuer.address, audience: AUDIENCE, roleClaim: 'role' };
    registry = await startRegistry(dialect, { rows: {}, access: { anonymous: true, tokens } });
  });
  afterAll(async () => {
    await registry.close();
    issuer.server.close();
  });

  const ask = (token: string, query = COUNT) => registry.ask(query, {}, { authorization: `Bearer ${token}` });
  const outcome = async (token: string | Promise<string>, query?: string) => {
    const { status, errors } = await ask(await token, query);
    return [status, errors?.[0]?.extensions.code];
  };

  it('let in by the role that they name, one or the highest of several', async () => {
    const cases: [unknown, number][] = [
      ['editor', 200],
      ['ADMIN', 200],
      [['reader', 'editor'], 200],
      ['analyst', 400],
      [['reader', 'other'], 400],
    ];
    for (const [role, status] of cases) {
      expect([role, (await ask(await issuer.sign({ role }), EMAILS)).status]).toEqual([role, status]);
    }
    // What else a token says raises nobody.
    const more = issuer.sign({ role: 'reader', roles: ['admin'], view: 'full', admin: true });
    expect((await outcome(more, EMAILS))[0]).toBe(400);
  });

  it('are FORBIDDEN when they name no role here', async () => {
    for (const role of [undefined, 'owner', 7, {}, []]) {
      expect(await outcome(issuer.sign({ role }))).toEqual([403, 'FORBIDDEN']);
    }
  });

  it('are refused when anybody could have made them, or they are for others, or too old', async () => {
    const claims = { iss: issuer.address, aud: AUDIENCE, sub: 'u-17', role: 'admin', ...times(300) };
    const secret = new TextEncoder().encode(await exportSPKI(issuer.current.publicKey));
    const foreign = await generateKeyPair('ES256');
    const hs256 = new SignJWT(claims).setProtectedHeader({ alg: 'HS256', kid: issuer.keyId }).sign(secret);
    const stranger = (kid: string) =>
      new SignJWT(claims).setProtectedHeader({ alg: 'ES256', kid }).sign(foreign.privateKey);
    const whole = await issuer.sign();
    const [header = '', , signature = ''] = whole.split('.');
    const raised = Buffer.from(JSON.stringify({ ...claims, role: 'admin' })).toString('base64url');
    const tokens: Record<string, string | Promise<string>> = {
      none: new UnsecuredJWT(claims).encode(),
      'a public key as a secret': hs256,
      'a key of somebody else': stranger(issuer.keyId),
      'a kid that is a path': stranger('../../etc/passwd'),
      'a kid that is an address': stranger('http://127.0.0.1:1/keys'),
      'a changed body': `${header}.${raised}.${signature}`,
      'no signature': `${whole.slice(0, whole.lastIndexOf('.'))}.`,
      'another audience': issuer.sign({ aud: 'other' }),
      'no audience': issuer.sign({ aud: undefined as never }),
      'another issuer': issuer.sign({ iss: 'https://elsewhere.example' }),
      'over ten minutes ago': issuer.sign(times(-600)),
      'not before ten minutes': issuer.sign({ nbf: Math.floor(Date.now() / 1000) + 600 }),
      'no end': issuer.sign({ exp: undefined as never }),
      'no subject': issuer.sign({ sub: undefined as never }),
      'no token': 'no-token',
    };
    for (const [what, token] of Object.entries(tokens)) {
      expect([what, ...(await outcome(token))]).toEqual([what, 401, 'UNAUTHENTICATED']);
    }
  });

  it('may come from a clock that is up to a minute off', async () => {
    const now = Math.floor(Date.now() / 1000);
    expect(await outcome(issuer.sign(times(-50)))).toEqual([200, undefined]);
    expect(await outcome(issuer.sign({ nbf: now + 50, iat: now + 50 }))).toEqual([200, undefined]);
  });

  it('end the stream of changes that was opened with one as soon as they do not hold any more', async () => {
    const now = Date.now() / 1000;
    // Clocks may be a minute apart: this one holds for two seconds yet.
    const token = await issuer.sign({ exp: now - 58, iat: now - 100 });
    const stream = await openStream(registry.url, { authorization: `Bearer ${token}` });
    await stream.ended;
    const late = Date.now() - (now + 2) * 1000;
    expect([late >= 0, late < 2000]).toEqual([true, true]);
    expect(stream.text).toContain('the credential does not hold any more');
  });

  it('are taken with the last keys while the issuer is down, whose keys are fetched once however many ask', async () => {
    issuer.isUp = false;
    expect(await outcome(issuer.sign({ sub: 'u-18' }))).toEqual([200, undefined]);
    issuer.isUp = true;
    const before = issuer.fetched;
    await Promise.all(
      Array.from({ length: 20 }, async (_, index) => outcome(issuer.sign({ sub: `u-${index}` }))),
    );
    expect(issuer.fetched - before).toBeLessThanOrEqual(1);
  });

  it('are neither taken nor refused when the keys were never to be had', async () => {
    issuer.isUp = false;
    const tokens = { issuer: issuer.address, audience: AUDIENCE, roleClaim: 'role' };
    const fresh = await startRegistry(dialect, { rows: {}, access: { anonymous: true, tokens } });
    const authorization = `Bearer ${await issuer.sign()}`;
    const down = await fresh.ask(COUNT, {}, { authorization });
    expect([down.status, down.errors?.[0]?.extensions.code]).toEqual([503, 'UNAVAILABLE']);
    issuer.isUp = true;
    // And with a new key of the issuer, as soon as it is up.
    await issuer.rotate();
    const rotated = `Bearer ${await issuer.sign()}`;
    expect((await fresh.ask(COUNT, {}, { authorization: rotated })).status).toBe(200);
    await fresh.close();
  });
});
