// Reads every mail of a folder with a parser that others wrote, and writes what it found as one JSON array.
// node read.mjs <folder of *.eml> <file to write>
import { createHash } from "node:crypto";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import PostalMime from "postal-mime";

const [folder, output] = process.argv.slice(2);
const ids = (text) => (text ?? "").split(/\s+/).filter(Boolean).map((id) => id.replace(/^<|>$/g, ""));
const people = (addresses) => (addresses ?? []).map(({ name, address }) => ({ name: name ?? "", address: address ?? "" }));

const mails = [];
for (const file of (await readdir(folder)).filter((name) => name.endsWith(".eml")).sort()) {
  const mail = await PostalMime.parse(await readFile(join(folder, file)));
  const header = (key) => mail.headers.find((found) => found.key === key)?.value ?? null;
  mails.push({
    from: people(mail.from ? [mail.from] : []),
    replyTo: people(mail.replyTo),
    to: people(mail.to),
    cc: people(mail.cc),
    bcc: people(mail.bcc),
    subject: mail.subject ?? "",
    date: mail.date ?? null,
    messageId: ids(mail.messageId),
    inReplyTo: ids(mail.inReplyTo),
    references: ids(mail.references),
    unsubscribe: header("list-unsubscribe"),
    text: mail.text ?? "",
    html: mail.html ?? null,
    attachments: mail.attachments.map((part) => ({
      name: part.filename ?? "",
      type: part.mimeType,
      disposition: part.disposition ?? "",
      contentId: part.contentId?.replace(/^<|>$/g, "") ?? null,
      sha256: createHash("sha256").update(Buffer.from(part.content)).digest("hex"),
    })),
  });
}

await writeFile(output, JSON.stringify(mails));
