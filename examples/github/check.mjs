// The package `@octokit/webhooks` as the sender of deliveries, and as the receiver of ours.
//
// usage: node check.mjs EXAMPLE MODULES PAYLOADS   MODULES: the directory node_modules that has the package
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import assert from 'node:assert/strict';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const [program, modules, payloads] = process.argv.slice(2);
const entry = path.resolve(modules, '@octokit/webhooks/dist-bundle/index.js');
const { Webhooks } = await import(pathToFileURL(entry));
const secret = 'It is raining, 32 bytes of it...';
const webhooks = new Webhooks({ secret });
const other = new Webhooks({ secret: 'another secret that has 32 bytes' });

const run = (what, input) => {
    const done = spawnSync(program, [what], { input, env: { WEBHOOK_SECRET: secret }, maxBuffer: 1 << 24 });
    assert.equal(done.status, 0, String(done.stderr));
    return String(done.stdout);
};

let input = '';
const expected = [];
const send = (status, name, body, signature) => {
    input += `guid-${expected.length}\n${name.split('.')[0]}\n${signature}\n${body}\0`;
    expected.push(`${status} `);
};

const names = readdirSync(payloads).sort();
for (const name of names) {
    const body = readFileSync(path.join(payloads, name), 'utf8');
    send(200, name, body, await webhooks.sign(body));
}
const body = readFileSync(path.join(payloads, 'issues.opened.json'), 'utf8');
const signature = await webhooks.sign(body);
send(200, 'issues', body, signature); // once more, under another id: a duplicate
send(401, 'issues', body, await other.sign(body));
send(401, 'issues', body.replace('17', '18'), signature);
send(400, 'issues', body, signature.replace('sha256=', 'sha1='));
const bare = body.replace('"action":"opened",', '');
send(400, 'issues', bare, await webhooks.sign(bare)); // an issue without an action

const lines = run('receive', input).split('\n').filter((line) => /^[0-9]{3} /.test(line));
assert.equal(lines.length, expected.length);
expected.forEach((status, i) => assert.ok(lines[i].startsWith(status), `delivery ${i}: ${lines[i]}`));
assert.match(lines[names.length], /^200 duplicate issues\.opened/);
assert.match(lines.at(-1), /missing: \/action/);

let verified = 0;
for (const name of names) {
    const text = readFileSync(path.join(payloads, name), 'utf8');
    const ours = run('sign', text).trimEnd();
    assert.equal(await webhooks.verify(text, ours), true, name);
    assert.equal(await other.verify(text, ours), false, name);
    ++verified;
}
console.log(`@octokit/webhooks: ${lines.length} deliveries that it signed were received, ` +
    `${verified} signatures of ours were verified`);
