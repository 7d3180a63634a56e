// The box at the foot: typing, the two sheets, and files chosen to be sent.

import { element, size } from "/static/bubbles.js";

const FILE_LIMIT = 20 * 1024 * 1024;
const FILES_LIMIT = 10;
const TOUCH = !matchMedia("(hover: hover)").matches;
const by = (id) => document.getElementById(id);

export class Composer {
  /** `send(text, files)` is called with what is to be sent; `up()` when ↑ leaves an empty box. */
  constructor({ send, up }) {
    Object.assign(this, { send, up, chosen: [], limit: 20_000 });
    this.box = by("box");
    this.box.addEventListener("input", () => this.changed());
    this.box.addEventListener("keydown", (event) => this.key(event));
    this.box.addEventListener("paste", (event) => this.pasted(event));
    by("composer").addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
    });
    this.sheet("menu", (button) => send(button.dataset.say, []));
    this.sheet("attach", (button) => by(button.dataset.pick).click(), "file-sheet");
    for (const id of ["camera", "pictures", "files"]) {
      by(id).addEventListener("change", (event) => {
        this.choose([...event.target.files]);
        event.target.value = "";
      });
    }
    addEventListener("dragover", (event) => event.preventDefault());
    addEventListener("drop", (event) => {
      event.preventDefault();
      this.choose([...event.dataTransfer.files]);
    });
  }

  key(event) {
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.submit();
    } else if (event.key === "ArrowUp" && !this.box.value) {
      event.preventDefault();
      this.up();
    }
  }

  changed() {
    this.box.style.height = "auto";
    this.box.style.height = `${this.box.scrollHeight + 2}px`;
    by("send").classList.toggle("ready", Boolean(this.box.value.trim() || this.chosen.length));
    this.complain("");
  }

  /** What can't be sent stays in the box, with the reason above it. */
  submit() {
    const text = this.box.value;
    const length = [...text].length;
    if (!text.trim() && !this.chosen.length) return this.box.focus();
    if (length > this.limit) {
      return this.complain(`这条消息有${length}个字，一条最多${this.limit}个字，请分成几条发。`);
    }
    const files = this.chosen;
    this.chosen = [];
    this.box.value = "";
    this.draw();
    if (text || !TOUCH) this.box.focus();
    this.send(text, files);
  }

  putBack(text) {
    if (!this.box.value) this.box.value = text;
    this.changed();
  }

  complain(sentence) {
    by("problem").textContent = sentence;
    by("problem").hidden = !sentence;
  }

  choose(files) {
    const refused = [];
    for (const file of files) {
      if (file.size > FILE_LIMIT) refused.push(`${file.name} 有${size(file.size)}，每个文件不超过20 MB`);
      else if (file.size === 0) refused.push(`${file.name} 是空的`);
      else if (this.chosen.length >= FILES_LIMIT) refused.push(`一次最多发${FILES_LIMIT}个，${file.name} 请下次再发`);
      else this.chosen.push(file);
    }
    this.draw();
    if (refused.length) this.complain(`没有选上：${refused.join("；")}。`);
    else by("send").focus();
  }

  pasted(event) {
    const files = [...event.clipboardData.files];
    if (!files.length) return;
    event.preventDefault();
    this.choose(files);
  }

  draw() {
    const list = by("chosen");
    list.replaceChildren(...this.chosen.map((file) => this.thumb(file)));
    list.hidden = !this.chosen.length;
    this.box.placeholder = this.chosen.length ? "添加说明（可不填）" : "输入消息";
    this.changed();
  }

  thumb(file) {
    const image = /^image\/(jpeg|png|webp|gif)$/.test(file.type);
    const preview = image
      ? element("img", { src: URL.createObjectURL(file), alt: "" })
      : element("span", { class: "paper" }, file.name.split(".").pop().slice(0, 5).toUpperCase());
    if (image) preview.onload = () => URL.revokeObjectURL(preview.src);
    const drop = element("button", { type: "button", "aria-label": `不发 ${file.name}` }, "×");
    drop.onclick = () => {
      this.chosen = this.chosen.filter((one) => one !== file);
      this.draw();
      by("attach").focus();
    };
    return element("li", {}, preview, element("p", {}, file.name), drop);
  }

  /** A sheet above its button: closed by a choice, by Esc, by a press elsewhere. */
  sheet(id, choose, sheetId = `${id}-sheet`) {
    const button = by(id);
    const sheet = by(sheetId);
    const show = (open) => {
      sheet.hidden = !open;
      button.setAttribute("aria-expanded", String(open));
    };
    button.addEventListener("click", () => {
      show(sheet.hidden);
      if (!sheet.hidden) sheet.querySelector("button").focus();
    });
    sheet.addEventListener("click", (event) => {
      const chosen = event.target.closest("button");
      if (!chosen) return;
      show(false);
      button.focus();
      choose(chosen);
    });
    sheet.addEventListener("keydown", (event) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (!step) return;
      event.preventDefault();
      const all = [...sheet.querySelectorAll("button")];
      all.at((all.indexOf(document.activeElement) + step) % all.length).focus();
    });
    addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || sheet.hidden) return;
      show(false);
      button.focus();
    });
    addEventListener("pointerdown", (event) => {
      if (!sheet.hidden && !sheet.contains(event.target) && !button.contains(event.target)) show(false);
    });
  }
}
