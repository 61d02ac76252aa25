// The package `standardwebhooks` as the sender of deliveries, and as the receiver of ours.
//
// usage: node check.mjs EXAMPLE MODULES   MODULES: the directory node_modules that has the package
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import assert from 'node:assert/strict';
import path from 'node:path';

const [program, modules] = process.argv.slice(2);
const require = createRequire(path.resolve(modules) + '/');
const { Webhook } = require('standardwebhooks');
const secretOf = (byte) => 'whsec_' + Buffer.alloc(32, byte).toString('base64');
const secret = secretOf(7);
const webhook = new Webhook(secret);
const other = new Webhook(secretOf(8));

const run = (what, input) => {
    const done = spawnSync(program, [what], { input, env: { WEBHOOK_SECRET: secret }, maxBuffer: 1 << 24 });
    assert.equal(done.status, 0, String(done.stderr));
    return String(done.stdout);
};

let count = 0;
const input = [];
const expected = [];
const send = (answer, type, data, forge = (sent) => sent) => {
    const id = `msg_${++count}`;
    const at = new Date();
    const body = JSON.stringify({ id, type, timestamp: at.toISOString(), data });
    const seconds = String(Math.floor(at.getTime() / 1000));
    const sent = forge({ id, seconds, signature: webhook.sign(id, at, body), body, at });
    input.push(`${sent.id}\n${sent.seconds}\n${sent.signature}\n${sent.body}\0`);
    expected.push(answer);
};
const contact = { id: 'con_1', email: 'jos\u00e9@example.com', tags: ['a'] };

send('200 con_1', 'contact.created', contact);
send('200 con_2', 'contact.created', { id: 'con_2', email: null });
send('200 1250 cents of somebody', 'invoice.paid', { cents: 1250, due: '2026-02-28', to: null });
send('200 3 cents of con_1', 'invoice.paid', { cents: 3, to: contact });
// A rotated secret: two signatures, one of another version in front.
send('200 con_1', 'contact.created', contact, (sent) => ({ ...sent,
    signature: ['v1a,AAAA', other.sign(sent.id, sent.at, sent.body), sent.signature].join(' ') }));
send('401 ', 'contact.created', contact, (sent) => ({ ...sent, signature: other.sign(sent.id, sent.at, sent.body) }));
send('401 ', 'contact.created', contact, (sent) => ({ ...sent, body: sent.body.replace('con_1', 'con_2') }));
send('401 ', 'contact.created', contact, (sent) => ({ ...sent, id: 'msg_other' })); // the id is signed
send('401 ', 'contact.created', contact, (sent) => ({ ...sent, seconds: String(Number(sent.seconds) + 1) })); // and the time
send('401 ', 'contact.created', contact, (sent) => {
    const old = new Date(sent.at.getTime() - 400_000);
    return { ...sent, seconds: String(Math.floor(old.getTime() / 1000)), signature: webhook.sign(sent.id, old, sent.body) };
});
send('400 ', 'contact.created', contact, (sent) => ({ ...sent, signature: '' }));
send('400 ', 'contact.created', { email: 'nobody@example.com' }); // without an id

const answers = run('receive', input.join('')).trimEnd().split('\n');
assert.equal(answers.length, expected.length);
expected.forEach((answer, i) => {
    const same = answer.endsWith(' ') ? answers[i].startsWith(answer) : answers[i] === answer;
    assert.ok(same, `delivery ${i}: ${answers[i]}, not ${answer}`);
});

// What the example signs, the package accepts.
const samples = run('sign', '').split('\0').slice(0, -1).map((each) => each.split('\n'));
for (const [id, timestamp, signature, body] of samples) {
    const headers = { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature };
    assert.equal(webhook.verify(body, headers).id, id);
    assert.throws(() => webhook.verify(body + ' ', headers));
    assert.throws(() => webhook.verify(body, { ...headers, 'webhook-id': 'another' }));
    assert.throws(() => other.verify(body, headers));
}
assert.equal(samples.length, 2);
const { version } = require('standardwebhooks/package.json');
console.log(`standardwebhooks ${version}: ${expected.length} of its deliveries are answered as they should, ${samples.length} of ours are accepted`);
