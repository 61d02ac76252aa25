#!/usr/bin/env python3
"""Runs the sandbox, a poller and a receiver against each other. See tests/sandbox/run.

usage: check.py SANDBOX-COMMAND... -- WORKER KILLS
"""
import hashlib
import hmac
import http.server
import json
import os
import random
import signal
import sqlite3
import ssl
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request

split = sys.argv.index("--")
SANDBOX, WORKER, KILLS = sys.argv[1:split], sys.argv[split + 1], int(sys.argv[split + 2])
work = tempfile.TemporaryDirectory()
done = 0


def path(name):
    return os.path.join(work.name, name)


class Sandbox:
    """A running sandbox, whose database can be read too."""

    def __init__(self, name, *options):
        self.database = path(name + ".db")
        self.process = subprocess.Popen(
            [*SANDBOX, "--port", "0", "--database", self.database, *options], stdout=subprocess.PIPE, text=True)
        self.url = self.process.stdout.readline().split()[-1]

    def call(self, method, where, body=None, token="sandbox"):
        request = urllib.request.Request(self.url + where, method=method,
                                         data=None if body is None else json.dumps(body).encode())
        request.add_header("Authorization", "Bearer " + token)
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            return error.code, json.load(error)

    def emit(self, count=1, **event):
        status, answer = self.call("POST", "/sandbox/events", {"count": count, **event})
        assert status == 201, answer
        return answer["event_ids"]

    def pending(self):
        with sqlite3.connect(self.database, timeout=10) as database:
            return {row[0] for row in database.execute("SELECT id FROM pending JOIN events USING (n)")}

    def end(self):
        self.process.terminate()
        assert self.process.wait(10) == 0, "the sandbox ends when it is asked to"


class Worker:
    """A running poller, and what it has written."""

    def __init__(self, sandbox, subscription, name, poisoned=False):
        self.log, self.poisoned, self.said = path(name + ".log"), path(name + ".poisoned"), path(name + ".said")
        self.process = subprocess.Popen(
            [WORKER, sandbox.url, subscription, path(name + ".guard"), self.log, *([self.poisoned] if poisoned else [])],
            stderr=open(self.said, "a"))

    def end(self):
        self.process.terminate()
        return self.process.wait(15)

    def kill(self):
        self.process.kill()
        self.process.wait()


def lines(file):
    try:
        return open(file).read().split("\n")[:-1]
    except FileNotFoundError:
        return []


def until(condition, what, seconds=60):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "in vain: " + what
        time.sleep(0.02)


def passed(what):
    global done
    done += 1
    print("ok     ", what, flush=True)


def polling():
    vault = Sandbox("polling")
    vault.call("POST", "/sandbox/subscriptions", {"id": "sub", "events": ["secret.*", "policy.**"]})
    ids = vault.emit(50, event_type="secret.rotated")
    vault.emit(1, event_type="rotation.overdue")  # not subscribed to
    worker = Worker(vault, "sub", "polling")
    until(lambda: not vault.pending(), "every event is acknowledged")
    assert lines(worker.log) == ids
    passed("a poller handles each event once, in order, and acknowledges it")

    for fault in ({"status": 429, "retry_after": 1}, {"status": 500, "count": 2}, {"status": 503}, {"cut": True}):
        for on in ("poll", "ack"):
            vault.call("POST", "/sandbox/faults", {**fault, "on": on})
            ids += vault.emit(3, event_type="secret.rotated")
            until(lambda: not vault.pending(), f"after {fault} of {on}")
            assert lines(worker.log) == ids
    said = open(worker.said).read()
    for text in ("the server wants fewer calls", "the server failed", "HTTP status 503",
                 "the connection ended before the answer was complete"):
        assert text in said, (text, said)
    assert "Bearer" not in said
    passed("429, 500, 503 and cut connections, of polls and acknowledgements, lose and repeat nothing")

    poison = vault.emit(1, event_type="secret.rotated", data=7) + vault.emit(1, event_type="policy.created")
    ids += vault.emit(30, event_type="secret.rotated")
    until(lambda: vault.pending() == set(poison), "only the poisoned events are left")
    assert lines(worker.log) == ids
    passed("poisoned events do not stop the rest, and stay")

    assert worker.end() == 0
    more = vault.emit(2, event_type="secret.rotated")
    worker = Worker(vault, "sub", "polling", poisoned=True)
    until(lambda: not vault.pending(), "the poisoned events are kept elsewhere")
    assert lines(worker.log) == ids + more and set(lines(worker.poisoned)) == set(poison)
    passed("poisoned events that are kept elsewhere are acknowledged")

    began = time.monotonic()
    time.sleep(0.3)  # it polls
    assert worker.end() == 0 and time.monotonic() - began < 1.8
    passed("a poller ends in the middle of a poll")

    worker = Worker(vault, "other", "unknown")
    assert worker.process.wait(20) == 1
    assert "the server has no such object" in open(worker.said).read()
    passed("a poller of an unknown subscription ends")
    vault.end()


def killed(times):
    vault = Sandbox("killed")
    vault.call("POST", "/sandbox/subscriptions", {"id": "sub", "events": ["**"]})
    ids = []
    acknowledged = set()
    handled_after = 0
    for i in range(times):
        ids += vault.emit(15, event_type="secret.rotated")
        worker = Worker(vault, "sub", "killed")
        before = len(lines(worker.log))
        if i % 5 != 4:  # at a random point of its work, or before
            until(lambda: len(lines(worker.log)) > before or not vault.pending(), "it works")
        time.sleep(random.uniform(0, 0.03))
        worker.kill()
        log = lines(worker.log)
        handled_after += len(acknowledged.intersection(log[before:]))
        acknowledged = set(ids) - vault.pending()
        assert acknowledged <= set(log), "an event is acknowledged and was not handled"
    worker = Worker(vault, "sub", "killed")
    until(lambda: not vault.pending(), "every event is acknowledged in the end", 600)
    assert worker.end() == 0
    log = lines(worker.log)
    lost = set(ids) - set(log)
    repeated = len(log) - len(set(log))
    vault.end()
    assert not lost and handled_after == 0, (lost, handled_after)
    passed(f"{times} kills: of {len(ids)} events none is lost, none handled after its acknowledgement "
           f"({repeated} handled again that were killed before their commit)")


class Receiver(http.server.BaseHTTPRequestHandler):
    """Keeps what is delivered, and answers as it is told."""
    got, answers = [], []

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        Receiver.got.append((self.path, self.headers, body))
        self.send_response(Receiver.answers.pop(0) if Receiver.answers else 200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


def signed_by(secret, headers, body):
    made = hmac.new(secret.encode(), headers["X-ScaiVault-Timestamp"].encode() + b"." + body, hashlib.sha256)
    return headers["X-ScaiVault-Signature"] == "sha256=" + made.hexdigest()


def delivering():
    receiver = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    threading.Thread(target=receiver.serve_forever, daemon=True).start()
    forward = f"http://127.0.0.1:{receiver.server_port}"
    vault = Sandbox("delivering", "--forward-to", forward, "--retries", "0.05,0.1", "--retry-on", "5xx,429,none",
                    "--clock-skew", "100", "--read-only-token", "reader")
    old, new = "o" * 32, "n" * 32
    assert vault.call("GET", "/v1/webhooks", token="wrong")[0] == 401
    assert vault.call("POST", "/v1/webhooks", {}, token="reader")[0] == 403
    assert vault.call("POST", "/v1/webhooks", {"name": "n"})[0] == 400
    status, hook = vault.call("POST", "/v1/webhooks", {
        "name": "n", "url": "https://hooks.example/scaivault?a=b", "secret": old, "events": ["secret.*"],
        "filters": {"path_prefix": "env/", "secret_type": "json", "tags": ["a", "b"]}})
    assert status == 201 and hook["enabled"] is True and "secret" not in hook
    assert vault.call("GET", "/v1/webhooks")[1] == {"webhooks": [hook]}
    assert len(vault.call("GET", "/v1/events/types", token="reader")[1]["event_types"]) == 30
    passed("webhooks are registered and listed; tokens are checked")

    wanted = vault.emit(1, event_type="secret.created", path="env/x", data={"tags": ["b", "a"]})
    wanted += vault.emit(1, event_type="secret.rotated", path="env/x")  # has the labels of its secret
    vault.emit(1, event_type="secret.rotated", path="other/x", secret_type="json", tags=["a", "b"])
    vault.emit(1, event_type="secret.rotated", path="env/y", secret_type="text", tags=["a", "b"])
    vault.emit(1, event_type="secret.rotated", path="env/z", secret_type="json", tags=["a"])
    vault.emit(1, event_type="policy.created", path="env/x", secret_type="json", tags=["a", "b"])
    until(lambda: len(Receiver.got) >= 2, "two deliveries")
    time.sleep(0.3)
    for where, headers, body in Receiver.got:
        assert where == "/scaivault?a=b" and signed_by(old, headers, body)
        assert headers["X-ScaiVault-Event-Id"] == json.loads(body)["event_id"]
        assert headers["User-Agent"] == "ScaiVault-Webhook/1.0"
        assert 90 < int(headers["X-ScaiVault-Timestamp"]) - time.time() < 105
    got = [json.loads(body)["event_id"] for _, _, body in Receiver.got]
    assert sorted(got) == sorted(wanted), (got, wanted)
    passed("deliveries are signed, filtered by type, path, secret type and tags, and as late as the clock says")

    change = {"filters": {}, "secret": new}
    assert vault.call("PATCH", "/v1/webhooks/" + hook["id"], change)[1]["filters"] == {}
    for signed_with, secret in (("current", new), ("previous", old)):
        Receiver.got.clear()
        vault.emit(1, event_type="secret.rotated", signed_with=signed_with)
        until(lambda: Receiver.got, "a delivery")
        assert signed_by(secret, *Receiver.got[0][1:])
    passed("a new secret signs at once, and the previous one can sign within the overlap")

    for answers, count, state in (([500, 429, 200], 3, "delivered"), ([500] * 3, 3, "failed"), ([404], 1, "failed")):
        Receiver.got.clear()
        Receiver.answers[:] = answers
        vault.emit(1, event_type="secret.rotated")
        last = lambda: vault.call("GET", "/sandbox/deliveries")[1]["deliveries"][-1]
        until(lambda: last()["state"] == state, "a delivery " + state)
        assert len(Receiver.got) == count and len({body for _, _, body in Receiver.got}) == 1
    passed("deliveries are retried for the statuses, and as often, as the options say")

    Receiver.got.clear()
    assert vault.call("POST", f"/v1/webhooks/{hook['id']}/test", {})[0] == 202
    until(lambda: Receiver.got, "the test event")
    assert json.loads(Receiver.got[0][2])["event_type"] == "webhook.test"
    assert vault.call("DELETE", "/v1/webhooks/" + hook["id"])[0] == 200
    assert vault.call("DELETE", "/v1/webhooks/" + hook["id"])[0] == 404
    passed("a test event is sent whatever the events are, and a webhook is deleted")
    vault.end()

    vault = Sandbox("twice", "--forward-to", forward, "--duplicates", "100", "--reorder", "50")
    vault.call("POST", "/v1/webhooks", {"name": "n", "url": "https://x", "secret": old, "events": ["**"]})
    Receiver.got.clear()
    ids = vault.emit(30, event_type="secret.rotated")
    until(lambda: len(Receiver.got) == 60, "each event twice")
    order = [json.loads(body)["event_id"] for _, _, body in Receiver.got]
    assert sorted(order) == sorted(ids * 2) and order != [id for id in ids for _ in range(2)]
    passed("deliveries are duplicated and reordered as asked for")
    vault.end()


def certificate(name, host):
    """A self-signed certificate for a host."""
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=test",
                    "-addext", "subjectAltName=DNS:" + host, "-keyout", path(name + ".key"), "-out", path(name + ".pem")],
                   check=True, stderr=subprocess.DEVNULL)
    return path(name + ".pem"), path(name + ".key")


def trusting():
    good, other = certificate("good", "localhost"), certificate("other", "elsewhere.example")
    for shown, trusted, is_good in ((good, good, True), (good, None, False), (good, other, False), (other, other, False)):
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*shown)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        vault = Sandbox(f"tls{server.server_port}", *(["--cacert", trusted[0]] if trusted else []), "--retry-on", "429")
        vault.call("POST", "/v1/webhooks", {"name": "n", "secret": "o" * 32, "events": ["**"],
                                            "url": f"https://localhost:{server.server_port}/"})
        Receiver.got.clear()
        vault.emit(1, event_type="secret.rotated")
        last = lambda: vault.call("GET", "/sandbox/deliveries")[1]["deliveries"][-1]
        until(lambda: last()["state"] in ("delivered", "failed"), "a delivery")
        assert (last()["state"] == "delivered") == bool(Receiver.got) == is_good, (last(), is_good)
        assert is_good or "the TLS handshake failed" in last()["answer"], last()
        vault.end()
        server.shutdown()
    passed("HTTPS is trusted only with a certificate that is valid for the host")


polling()
delivering()
trusting()
killed(KILLS)
print(f"{done} of {done} sentences hold")
