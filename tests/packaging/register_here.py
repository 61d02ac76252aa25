#!/usr/bin/env python3
"""Stands in for ScaiVault's `POST /v1/webhooks`: answers with a webhook object if the token and the body are right.

usage: register_here.py PORT TOKEN
"""

import http.server
import json
import sys


class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        right = (self.path == "/v1/webhooks" and self.headers["Authorization"] == f"Bearer {sys.argv[2]}"
                 and body["url"].startswith("https://") and len(body["secret"]) >= 32
                 and body["events"] == ["secret.rotated", "rotation.overdue", "rotation.failed"])
        answer = json.dumps({"id": "wh_1", "name": body["name"], "status": "active"} if right else {"error": "refused"})
        self.send_response(201 if right else 400)
        self.send_header("Content-Length", str(len(answer) + 1))
        self.end_headers()
        self.wfile.write(answer.encode() + b"\n")

    def log_message(self, *arguments):
        pass


http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
