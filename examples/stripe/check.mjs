// Stripe's own library as the sender of deliveries, and as the receiver of ours.
//
// usage: node check.mjs EXAMPLE_STRIPE MODULES   MODULES: the directory node_modules that has the package
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import assert from 'node:assert/strict';
import path from 'node:path';

const [program, modules] = process.argv.slice(2);
const { default: Stripe } = await import(createRequire(path.resolve(modules) + '/').resolve('stripe'));
const stripe = new Stripe('sk_test_none');
const secret = 'whsec_' + 'a0B1'.repeat(8);
const other = 'whsec_' + 'c2D3'.repeat(8);

const run = (what, input) => {
    const done = spawnSync(program, [what], { input, env: { STRIPE_WEBHOOK_SECRET: secret }, maxBuffer: 1 << 24 });
    assert.equal(done.status, 0, String(done.stderr));
    return done.stdout;
};

// The objects, with more members than the example describes, as Stripe's have.
const customer = {
    id: 'cus_1', object: 'customer', address: { city: null, country: 'FR', line1: null, line2: null, postal_code: '75001', state: null },
    balance: 0, created: 1767323045, currency: null, default_source: null, email: 'jos\u00e9@example.com', metadata: { plan: 'basic' },
    name: null, phone: null, preferred_locales: [], shipping: null, tax_exempt: 'none',
};
const charge = {
    id: 'ch_1', object: 'charge', amount: 2000, amount_captured: 2000, amount_refunded: 0, billing_details: { address: null },
    currency: 'eur', customer: 'cus_1', failure_message: null, metadata: {}, outcome: { risk_score: 7 }, paid: true,
    payment_intent: 'pi_1', status: 'succeeded',
};
const intent = {
    id: 'pi_1', object: 'payment_intent', amount: 2000, amount_details: { tip: {} }, currency: 'eur', customer: null,
    last_payment_error: null, latest_charge: 'ch_1', metadata: {}, payment_method_types: ['card', 'link'], status: 'succeeded',
};
const invoice = {
    id: 'in_1', object: 'invoice', amount_due: 999, amount_paid: 999, currency: 'usd', customer: 'cus_1', discounts: ['di_1'],
    lines: { object: 'list', data: [{ id: 'il_1', amount: 999, description: null }], has_more: false, url: '/v1/invoices' },
    next_payment_attempt: null,
};
const subscription = { id: 'sub_1', object: 'subscription', cancel_at_period_end: false, canceled_at: 1767323045, customer: 'cus_1', status: 'canceled' };
const session = {
    id: 'cs_1', object: 'checkout.session', amount_total: null, client_reference_id: 'cart 7', currency: null, customer: null,
    payment_intent: null, payment_status: 'unpaid',
};

let count = 0;
const event = (type, object, previous_attributes) => JSON.stringify({
    id: `evt_${++count}`, object: 'event', api_version: '2025-01-27.acacia', created: 1767323045,
    data: previous_attributes ? { object, previous_attributes } : { object }, livemode: false, pending_webhooks: 1,
    request: { id: 'req_1', idempotency_key: null }, type,
}, null, 2); // Stripe's bodies are indented

const cases = [
    ['customer.created', customer, '200 cus_1 customer.created'],
    ['customer.updated', customer, '200 cus_1; balance was 5; name was null', { balance: 5, name: null }],
    ['customer.deleted', { ...customer, metadata: undefined }, '200 cus_1 customer.deleted'],
    ['customer.subscription.deleted', subscription, '200 cus_1 no longer pays'],
    ['customer.subscription.deleted', { ...subscription, customer }, '200 cus_1 no longer pays'], // expanded
    ['charge.succeeded', charge, '200 2000 eur of cus_1'],
    ['charge.succeeded', { ...charge, customer, payment_intent: intent }, '200 2000 eur of cus_1'],
    ['charge.refunded', { ...charge, amount_refunded: 500, customer: null }, '200 1500 eur of nobody we know'],
    ['payment_intent.succeeded', intent, '200 pi_1 by ch_1'],
    ['payment_intent.succeeded', { ...intent, latest_charge: charge }, '200 pi_1 by ch_1'],
    ['payment_intent.payment_failed',
        { ...intent, last_payment_error: { type: 'card_error', code: 'card_declined', message: 'Your card was declined.' } },
        '200 pi_1: card_declined'],
    ['invoice.paid', invoice, '200 999 of 999 for 1 lines, 1 discounts'],
    ['invoice.payment_failed', { ...invoice, amount_paid: 0, discounts: ['di_1', { id: 'di_2' }], next_payment_attempt: 1767409445 },
        '200 0 of 999 for 1 lines, 2 discounts'],
    ['checkout.session.completed', session, '200 cart 7 is unpaid'],
    ['product.created', { id: 'prod_1', object: 'product' }, '200 '], // not in the catalog: ignored
];
const header = (payload, options = {}) => stripe.webhooks.generateTestHeaderString({ payload, secret, ...options });
const deliveries = cases.map(([type, object, , previous]) => event(type, object, previous)).map((body) => [header(body), body]);
const expected = cases.map(([, , answer]) => answer);

// While a secret is rolled, the header has a signature of each.
const refuse = (answer, sign) => {
    const body = event('customer.created', customer);
    deliveries.push(sign(body));
    expected.push(answer);
};
const v1 = (text) => text.split(',')[1];
refuse('200 cus_1 customer.created', (body) => [header(body, { secret: other }) + ',' + v1(header(body)), body]);
refuse('401 ', (body) => [[header(body, { secret: other }), v1(header(body + ' ')), v1(header('{}'))].join(','), body]); // three, none right
refuse('401 ', (body) => [header(body), body.replace('cus_1', 'cus_2')]);
refuse('401 ', (body) => [header(body, { timestamp: Math.floor(Date.now() / 1000) - 400 }), body]);
refuse('400 ', (body) => [header(body) + ',t=1', body]);

const answers = String(run('receive', deliveries.map(([signature, body]) => `${signature}\n${body}\0`).join(''))).trimEnd().split('\n');
assert.equal(answers.length, expected.length);
expected.forEach((answer, i) => {
    const same = answer.endsWith(' ') ? answers[i].startsWith(answer) : answers[i] === answer;
    assert.ok(same, `delivery ${i}: ${answers[i]}, not ${answer}`);
});

// What the example signs, Stripe's library accepts.
const samples = String(run('sign', '')).split('\0').slice(0, -1).map((each) => [each.slice(0, each.indexOf('\n')), each.slice(each.indexOf('\n') + 1)]);
for (const [signature, body] of samples) {
    assert.equal(stripe.webhooks.constructEvent(body, signature, secret).type, JSON.parse(body).type);
    assert.throws(() => stripe.webhooks.constructEvent(body + ' ', signature, secret), /signature/i);
    assert.throws(() => stripe.webhooks.constructEvent(body, signature, other), /signature/i);
}
assert.equal(samples.length, 11);
console.log(`stripe ${Stripe.PACKAGE_VERSION}: ${expected.length} of its deliveries are answered as they should, ${samples.length} of ours are accepted`);
