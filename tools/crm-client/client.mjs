// A CRM in another language: connects two mailboxes, reads what comes in, answers, and verifies every webhook with the Standard Webhooks library.
// node client.mjs <functions> <api key> <google simulator> <microsoft simulator>
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { createServer } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { Webhook } from "standardwebhooks";

const [functions, apiKey, google, microsoft] = process.argv.slice(2).map(argument => argument.replace(/\/$/, ""));
const location = `node-${randomBytes(4).toString("hex")}`;
const secret = "whsec_" + randomBytes(32).toString("base64");
const patience = 90_000;

// The CRM's end of the webhooks: what cannot be verified is refused, and would come again.
const verifier = new Webhook(secret);
const events = [];
const forged = [];
const receiver = createServer((request, response) => {
  const parts = [];
  request.on("data", part => parts.push(part));
  request.on("end", () => {
    const body = Buffer.concat(parts).toString("utf8");
    try {
      events.push({ id: request.headers["webhook-id"], ...verifier.verify(body, request.headers) });
      response.writeHead(204).end();
    } catch (error) {
      forged.push(String(error));
      response.writeHead(401).end();
    }
  });
});
await new Promise(ready => receiver.listen(0, "127.0.0.1", ready));

async function call(method, path, body, headers = {}) {
  const answer = await fetch(`${functions}/api/${path}`, {
    method,
    headers: { authorization: `Bearer ${apiKey}`, ...(body && { "content-type": "application/json" }), ...headers },
    body: body && JSON.stringify(body),
  });
  const text = await answer.text();
  assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${text}`);
  return text ? JSON.parse(text) : null;
}

async function until(what, look) {
  for (const end = Date.now() + patience; Date.now() < end; await sleep(100)) {
    const found = await look();
    if (found) return found;
  }
  throw new Error(`Not within ${patience / 1000} s: ${what}. Events: ${events.map(event => event.type).join(", ")}; refused: ${forged.join("; ")}`);
}

// A browser is a cookie and patience with redirects.
async function browse(url, stop) {
  let cookie = "";
  for (let hop = 0; hop < 10; hop++) {
    if (url.startsWith(stop)) return new URL(url);
    const page = await fetch(url, { redirect: "manual", headers: cookie ? { cookie } : {} });
    const set = page.headers.getSetCookie().map(line => line.split(";")[0]).filter(line => !line.endsWith("="));
    if (set.length) cookie = set.join("; ");
    assert.ok(page.headers.has("location"), `${url} answered ${page.status}`);
    url = new URL(page.headers.get("location"), url).href;
  }
  throw new Error("too many redirects");
}

async function control(simulator, path, body, type = "application/json") {
  const answer = await fetch(`${simulator}/_control/mailboxes${path}`, { method: "POST", headers: { "content-type": type }, body });
  assert.ok(answer.ok || answer.status === 409, `${path}: ${answer.status} ${await answer.text()}`);
  return answer.json().catch(() => null);
}

const letter = (from, to, subject, text, parent) => [
  `From: ${from}`, `To: ${to}`, `Subject: ${subject}`, `Message-ID: <${randomBytes(8).toString("hex")}@mail.example>`, `Date: ${new Date().toUTCString()}`,
  ...(parent ? [`In-Reply-To: ${parent}`, `References: ${parent}`] : []), "MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8", "", text, "",
].join("\r\n");

async function scenario(provider, own, other) {
  const user = `${provider}-user`;
  const contact = `${provider}-contact`;
  const [me, them] = [`${user}@${location}.example`, `${contact}@${location}.test`];
  await control(own, "", JSON.stringify({ address: me }));
  await control(other, "", JSON.stringify({ address: them }));
  await call("PUT", `locations/${location}/users/${user}`, { name: user, email: me });
  await call("PUT", `locations/${location}/contacts/${contact}`, { name: contact, emails: [them], assignedTo: user });
  const back = "http://127.0.0.1/back";
  const { authorizationUrl } = await call("POST", `locations/${location}/users/${user}/mailbox/connect`, { provider, returnUrl: back, loginHint: me });
  assert.equal((await browse(authorizationUrl, back)).searchParams.get("status"), "connected");

  await control(other, `/${them}/send`, letter(them, me, "An appointment", "Tuesday at ten?"), "message/rfc822");
  const first = await until("the first mail is told", () => events.find(e => e.type === "message.synced" && e.data.conversationId === contact));
  assert.equal(first.data.direction, "inbound");

  const { messageId, statusUrl } = await call(
    "POST", `locations/${location}/messages`,
    { userId: user, contactId: contact, subject: "Re: An appointment", text: "Tuesday at ten.", replyToMessageId: first.data.id },
    { "idempotency-key": randomBytes(8).toString("hex") });
  assert.ok(statusUrl.endsWith(messageId));
  const sent = await until("the answer is sent", async () => {
    const message = await call("GET", statusUrl.replace("/api/", ""));
    return message.status === "sent" && message.messageIdHeader ? message : null;
  });
  await control(other, `/${them}/send`, letter(them, me, "Re: An appointment", "See you then.", sent.messageIdHeader), "message/rfc822");
  const conversation = await until("three messages in one thread", async () => {
    const { items } = await call("GET", `locations/${location}/contacts/${contact}/messages?limit=50`);
    return items.length === 3 ? items : null;
  });
  assert.deepEqual(conversation.map(m => m.direction), ["inbound", "outbound", "inbound"]);
  assert.equal(new Set(conversation.map(m => m.threadId)).size, 1);
  await until("all three are told", () => conversation.every(m => events.some(e => e.type === "message.synced" && e.data.id === m.id)));
}

try {
  await call("PUT", `locations/${location}`, { name: "Node", crmWebhook: { url: `http://127.0.0.1:${receiver.address().port}/hooks`, secret } });
  await scenario("gmail", google, microsoft);
  await scenario("outlook", microsoft, google);
  // Those of a sign-in come with the next sweep.
  await until("both connections are told", () => events.filter(e => e.type === "mailbox.connected").length === 2);
  assert.deepEqual(forged, []);
  assert.ok(events.every(e => e.locationId === location && e.id && e.timestamp));
  console.log(`${events.length} webhooks, each verified: ${[...new Set(events.map(e => e.type))].join(", ")}`);
} finally {
  receiver.closeAllConnections();
  receiver.close();
}
