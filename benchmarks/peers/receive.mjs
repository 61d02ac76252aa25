// Verifies, parses and dispatches signed deliveries of one event with libraries of Node.js, and with `crypto` by hand. Prints the
// microseconds of processor time an event, as receive.cpp does: of all threads, so with garbage collection. None of them has a replay guard.
//
// usage: node receive.mjs EXAMPLE by-hand|stripe|standardwebhooks|octokit

import { createHmac, timingSafeEqual } from "node:crypto";
import { readFileSync } from "node:fs";

const [example, which] = process.argv.slice(2);
const distinct = 4096; // as in receive.cpp
const secret = "a secret of at least thirty-two bytes, for measuring";
const now = String(Math.floor(Date.now() / 1000));

const base = JSON.parse(readFileSync(example, "utf8"));
const bodies = [];
for (let i = 0; i !== distinct; ++i)
    bodies.push(JSON.stringify({ ...base, event_id: `evt_01HK7X9Z3M8Q4R5T6V7W8X${1000 + i}` }));

const hmac = (key, text, encoding) => createHmac("sha256", key).update(text).digest(encoding);

let versions = 0;
const handlers = new Map([
    ["secret.rotated", (event) => { versions += event.data.new_version; }],
    ["secret.created", () => { ++versions; }],
    ["policy.violation", () => { ++versions; }],
]);
const dispatch = (event) => handlers.get(event.event_type)?.(event);

// Each gives a function that receives one delivery, and the deliveries.
const peers = {
    "by-hand": async () => ({
        name: "Node.js, by hand with crypto",
        deliveries: bodies.map((body) => ({ body, signature: "sha256=" + hmac(secret, `${now}.${body}`, "hex") })),
        receive: ({ body, signature }) => {
            if (Math.abs(Date.now() / 1000 - Number(now)) > 300) throw new Error("stale");
            const expected = Buffer.from("sha256=" + hmac(secret, `${now}.${body}`, "hex"));
            const given = Buffer.from(signature);
            if (given.length !== expected.length || !timingSafeEqual(given, expected)) throw new Error("forged");
            dispatch(JSON.parse(body));
        },
    }),
    stripe: async () => {
        const { default: Stripe } = await import("stripe");
        const stripe = new Stripe("sk_test_unused");
        return {
            name: "stripe",
            deliveries: bodies.map((body) => ({ body, signature: `t=${now},v1=${hmac(secret, `${now}.${body}`, "hex")}` })),
            receive: ({ body, signature }) => dispatch(stripe.webhooks.constructEvent(body, signature, secret)),
        };
    },
    standardwebhooks: async () => {
        const { Webhook } = await import("standardwebhooks");
        const webhook = new Webhook(Buffer.from(secret).toString("base64"));
        return {
            name: "standardwebhooks",
            deliveries: bodies.map((body, i) => ({
                body,
                headers: {
                    "webhook-id": `msg_${i}`,
                    "webhook-timestamp": now,
                    "webhook-signature": "v1," + hmac(secret, `msg_${i}.${now}.${body}`, "base64"),
                },
            })),
            receive: ({ body, headers }) => dispatch(webhook.verify(body, headers)),
        };
    },
    octokit: async () => {
        const { Webhooks } = await import("@octokit/webhooks");
        const webhooks = new Webhooks({ secret });
        webhooks.on("push", ({ payload }) => dispatch(payload)); // the library dispatches by GitHub's names
        return {
            name: "@octokit/webhooks",
            deliveries: bodies.map((payload, i) => ({
                id: String(i), name: "push", payload, signature: "sha256=" + hmac(secret, payload, "hex"),
            })),
            receive: (delivery) => webhooks.verifyAndReceive(delivery),
            isAsync: true,
        };
    },
};

const { name, deliveries, receive, isAsync } = await peers[which]();

async function microsecondsAnEvent(passes) {
    versions = 0;
    const begin = process.cpuUsage();
    for (let pass = 0; pass !== passes; ++pass) {
        if (isAsync) for (const each of deliveries) await receive(each);
        else for (const each of deliveries) receive(each);
    }
    const { user, system } = process.cpuUsage(begin);
    if (versions !== 4 * distinct * passes) throw new Error(`${name}: a handler was not called`);
    return (user + system) / (distinct * passes);
}

await microsecondsAnEvent(5); // until the code is compiled
console.log(`${name}\t${(await microsecondsAnEvent(15)).toFixed(3)}`);
