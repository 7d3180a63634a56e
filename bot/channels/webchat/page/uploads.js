// Files go up one by one with their progress; when all are there, one message sends them.

import { newId } from "/static/link.js";

const REFUSED = /^(400|413|415)$/;
const PICTURE = /^image\/(jpeg|png|webp|gif)$/;

export class Uploads {
  constructor(token, talk) {
    const { link, history } = talk;
    Object.assign(this, { token, talk, link, history });
    this.held = new Map();
  }

  begin(text, files) {
    const id = newId();
    const shown = files.map((file) => ({
      name: file.name,
      type: file.type,
      size: file.size,
      picture: PICTURE.test(file.type),
      url: URL.createObjectURL(file),
      local: true,
    }));
    this.held.set(id, { text, files, shown, references: [] });
    return this.go(id);
  }

  /** Draw the bubble and upload what is not there yet. */
  async go(id) {
    const held = this.held.get(id);
    this.draw(id, { pending: true });
    for (const file of held.files.slice(held.references.length)) {
      try {
        held.references.push(await this.upload(file, (share) => this.progress(id, share)));
      } catch (problem) {
        if (!problem.refused) return this.draw(id, { failed: problem.message, again: true });
        if (!this.without(id, file, problem.message)) return;
      }
    }
    this.link.send({ type: "files", client_id: id, files: held.references, text: held.text });
  }

  /** What is no file to keep is left out, with the reason; the rest goes. */
  without(id, file, reason) {
    const held = this.held.get(id);
    const [gone] = held.shown.splice(held.files.indexOf(file), 1);
    held.files.splice(held.files.indexOf(file), 1);
    URL.revokeObjectURL(gone.url);
    const more = held.files.length > 0;
    if (more) this.draw(id, { pending: true });
    else {
      this.history.remove(id);
      this.held.delete(id);
      this.talk.composer.putBack(held.text);
    }
    held.refused = (held.refused ?? "") + reason;
    this.talk.composer.complain(held.refused);
    return more;
  }

  /** After a restart of the server the references are worth nothing: the files go up anew. */
  lost(id) {
    const held = this.held.get(id);
    if (!held || held.renewed) return false;
    held.renewed = true;
    held.references = [];
    this.go(id);
    return true;
  }

  done(id) {
    for (const file of this.held.get(id)?.shown ?? []) URL.revokeObjectURL(file.url);
    this.held.delete(id);
  }

  draw(id, state) {
    const { text, shown } = this.held.get(id);
    const at = new Date().toISOString();
    this.history.put({ client_id: id, from: "me", text, bold: [], rows: [], files: shown, at, ...state });
  }

  progress(id, share) {
    const held = this.held.get(id);
    const done = (held.references.length + share) / held.files.length;
    this.history.items.get(id)?.item.querySelector(".bar")?.style.setProperty("--done", done);
  }

  upload(file, progress) {
    const body = new FormData();
    body.append("file", file, file.name);
    const request = new XMLHttpRequest();
    request.open("POST", "/upload");
    request.setRequestHeader("Authorization", `Bearer ${this.token}`);
    request.upload.onprogress = (event) => progress(event.loaded / event.total);
    return new Promise((good, bad) => {
      request.onload = () => {
        const answer = parse(request.responseText);
        if (request.status === 200 && answer.file) good(answer.file);
        else bad(problem(request, answer.text));
      };
      request.onerror = () => bad(new Error("网络中断，没有发出。"));
      request.send(body);
    });
  }
}

function problem(request, sentence = "没有发出。") {
  return Object.assign(new Error(sentence), { refused: REFUSED.test(request.status) });
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
