// A Fastify server that verifies and parses ScaiVault's deliveries as the vendor's sample does, with `crypto`. It has no replay guard.
//
// usage: SCAIVAULT_WEBHOOK_SECRET=... node fastify.mjs

import { createHmac, timingSafeEqual } from "node:crypto";
import Fastify from "fastify";

const secret = process.env.SCAIVAULT_WEBHOOK_SECRET;
const server = Fastify();
server.addContentTypeParser("application/json", { parseAs: "string" }, (_, body, done) => done(null, body));
const handlers = new Map([["secret.rotated", (event) => event.data.new_version]]);

server.post("/scaivault/webhook", (request, reply) => {
    const timestamp = request.headers["x-scaivault-timestamp"];
    const expected = Buffer.from("sha256=" + createHmac("sha256", secret).update(`${timestamp}.${request.body}`).digest("hex"));
    const given = Buffer.from(request.headers["x-scaivault-signature"] ?? "");
    const isFresh = Math.abs(Date.now() / 1000 - Number(timestamp)) <= 300;
    if (!isFresh || given.length !== expected.length || !timingSafeEqual(given, expected)) return reply.code(401).send();
    const event = JSON.parse(request.body);
    handlers.get(event.event_type)?.(event);
    return reply.code(200).send({ result: "handled" });
});

console.log(`listening on ${await server.listen({ host: "127.0.0.1", port: 0 })}`);
