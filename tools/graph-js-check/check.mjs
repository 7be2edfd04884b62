// Drives the Microsoft simulator with Microsoft's own client, so that what it accepts and answers is what that client expects.
// node check.mjs <base URL> <access token> <address of the signed-in person>
import assert from "node:assert/strict";
import graph from "@microsoft/microsoft-graph-client";

const { BatchRequestContent, BatchResponseContent, Client, FileUpload, HTTPMessageHandler, LargeFileUploadTask, PageIterator, RetryHandler, RetryHandlerOptions } = graph;
const [base, token, address] = process.argv.slice(2);
const root = new URL(base).origin + "/";

// The client sends tokens to https hosts only and takes only https links for absolute; on the loopback address there is plain http.
class Plain {
  setNext(next) {
    this.next = next;
  }

  async execute(context) {
    const url = typeof context.request === "string" ? context.request : context.request.url;
    const inner = url.lastIndexOf(root);
    const target = inner > 0 ? url.slice(inner) : url;
    context.request = target;
    context.options = { ...context.options, headers: { ...context.options?.headers } };
    if (target.startsWith(root + "v1.0/")) {
      context.options.headers.Authorization = `Bearer ${token}`;
    }
    await this.next.execute(context);
  }
}

const plain = new Plain();
const retry = new RetryHandler(new RetryHandlerOptions(1, 1));
plain.setNext(retry);
retry.setNext(new HTTPMessageHandler());
const client = Client.initWithMiddleware({ baseUrl: root, defaultVersion: "v1.0", middleware: plain });

async function pages(response, headers) {
  const items = [];
  const iterator = new PageIterator(client, response, item => items.push(item) > 0, headers && { headers });
  await iterator.iterate();
  assert.ok(iterator.isComplete());
  return { items, deltaLink: iterator.getDeltaLink() };
}

async function eventually(what, look) {
  for (let attempt = 0; attempt < 300; attempt++) {
    const found = await look();
    if (found) return found;
    await new Promise(resolve => setTimeout(resolve, 50));
  }
  assert.fail(`never happened: ${what}`);
}

const checks = {
  async profile() {
    const me = await client.api("/me").select("id,mail,userPrincipalName").get();
    assert.equal(me.mail, address);
  },

  async list() {
    const first = await client.api("/me/messages").top(5).select("id,subject,receivedDateTime").orderby("receivedDateTime desc").get();
    assert.equal(first.value.length, 5);
    const { items } = await pages(first);
    assert.equal(new Set(items.map(item => item.id)).size, items.length);
    assert.ok(items.length >= 12, `${items.length} messages`);
    const unread = await client.api("/me/mailFolders/inbox/messages").filter("isRead eq false").get();
    assert.ok(unread.value.length > 0);
  },

  async delta() {
    const headers = { Prefer: "odata.maxpagesize=4" };
    const path = "/me/mailFolders/inbox/messages/delta";
    const round = await pages(await client.api(path).headers(headers).select("subject,isRead").get(), headers);
    const known = new Set(round.items.map(item => item.id));
    assert.ok(known.size >= 12, `${known.size} messages`);
    assert.ok(round.deltaLink);

    const [changed] = known;
    await client.api(`/me/messages/${changed}`).patch({ isRead: true });
    const next = await pages(await client.api(round.deltaLink).headers(headers).get(), headers);
    assert.ok(next.items.some(item => item.id === changed && item.isRead === true));
    assert.ok(next.deltaLink);
  },

  async send() {
    const subject = "Sent by the JavaScript client";
    await client.api("/me/sendMail").post({
      message: {
        subject,
        body: { contentType: "text", content: "Hello" },
        toRecipients: [{ emailAddress: { address } }],
      },
    });
    const sent = await eventually("the copy in Sent Items", async () => {
      const { value } = await client.api("/me/mailFolders/sentitems/messages").select("subject,internetMessageId,toRecipients").get();
      return value.find(item => item.subject === subject);
    });
    assert.match(sent.internetMessageId, /^<.+@.+>$/);
    assert.equal(sent.toRecipients[0].emailAddress.address, address);
  },

  async upload() {
    const draft = await client.api("/me/messages").post({ subject: "With a large file", toRecipients: [{ emailAddress: { address } }] });
    const content = new Uint8Array(5 * 1024 * 1024 + 17).map((_, index) => index % 251);
    const session = await LargeFileUploadTask.createUploadSession(
      client, `/me/messages/${draft.id}/attachments/createUploadSession`,
      { AttachmentItem: { attachmentType: "file", name: "large.bin", size: content.length } });
    const ranges = [];
    const task = new LargeFileUploadTask(client, new FileUpload(content, "large.bin", content.length), session, {
      rangeSize: 1024 * 1024,
      uploadEventHandlers: { progress: range => ranges.push(range.maxValue) },
    });
    const result = await task.upload();
    assert.equal(ranges.length, 6);
    assert.ok(result.location);
    const { value } = await client.api(`/me/messages/${draft.id}/attachments`).get();
    assert.equal(value[0].name, "large.bin");
    const stored = Buffer.from(value[0].contentBytes, "base64");
    assert.ok(stored.equals(Buffer.from(content)), "the bytes came whole");
    await client.api(`/me/messages/${draft.id}`).delete();
  },

  async batch() {
    const content = new BatchRequestContent([
      { id: "1", request: new Request(root + "me/mailFolders/inbox", { method: "GET" }) },
      { id: "2", request: new Request(root + "me/messages/AAMkNobody", { method: "GET" }) },
    ]);
    const answer = new BatchResponseContent(await client.api("/$batch").post(await content.getContent()));
    assert.equal(answer.getResponseById("1").status, 200);
    assert.equal((await answer.getResponseById("1").json()).displayName, "Inbox");
    assert.ok([400, 404].includes(answer.getResponseById("2").status));
  },

  async errors() {
    await assert.rejects(client.api("/me/messages").filter("nonsense eq 1").get(), error => error.statusCode === 400 && error.code.length > 0 && error.requestId.length > 0);
  },
};

for (const [name, check] of Object.entries(checks)) {
  await check();
  console.log(`ok ${name}`);
}
