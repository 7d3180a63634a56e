// A guest's page: what is typed is kept until it is taken; a press acts once, however often.

import { logins } from "/static/logins.js";

const KEPT = `anxing.guest:${location.pathname}${location.search}`;
const by = (id) => document.getElementById(id);
const all = (pick, within = document) => [...within.querySelectorAll(pick)];
const FORMS = { sign, ballot, alarm };

/** Post to this page's own address; a sentence is thrown when it was not taken. */
async function post(what, path = "") {
  let answer;
  try {
    answer = await fetch(location.pathname.replace(/\/$/, "") + path, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-Anxing-Logins": logins().join(",") },
      body: JSON.stringify(what),
      signal: AbortSignal.timeout?.(30_000),
    });
  } catch {
    throw new Error("没有提交成功：网络中断。您填的内容还在，请稍后再按一次。");
  }
  if (answer.ok) return;
  const { text } = await answer.json().catch(() => ({}));
  throw new Error(text ?? "没有提交成功：服务暂时不可用。您填的内容还在，请稍后再按一次。");
}

/** One press at a time; when it was taken the page is read anew and says so. */
async function submit(form, what) {
  if (form.dataset.busy) return;
  form.dataset.busy = "yes";
  const buttons = all("button", form);
  for (const button of buttons) button.disabled = true;
  complain("");
  try {
    await post(what);
    sessionStorage.removeItem(KEPT);
    if (what.outcome === "not_me") thank();
    else if (form.dataset.back) location.replace(form.dataset.back);
    else location.reload();
  } catch (error) {
    complain(error.message);
    delete form.dataset.busy;
    for (const button of buttons) button.disabled = false;
  }
}

function complain(words, field) {
  for (const wrong of all("[aria-invalid]")) wrong.removeAttribute("aria-invalid");
  by("problem").textContent = words;
  by("problem").hidden = !words;
  if (!words) return;
  field?.setAttribute("aria-invalid", "true");
  (field ?? by("problem")).scrollIntoView({ block: "center" });
  field?.focus({ preventScroll: true });
}

function opens(control) {
  const part = by(control.dataset.opens);
  const open = control.type === "checkbox" ? control.checked : part.hidden;
  for (const other of all("button[data-opens]")) {
    if (other === control || control.type === "checkbox") continue;
    by(other.dataset.opens).hidden = true;
    other.setAttribute("aria-expanded", "false");
  }
  part.hidden = !open;
  if (control.type !== "checkbox") control.setAttribute("aria-expanded", String(open));
  return open && part;
}

function sign(form) {
  const disputed = () => all("[data-hazard]").filter((box) => !box.hidden);
  const relabel = () => {
    const count = disputed().length;
    by("signed").textContent = count ? `签收（${count}条有异议）` : "签收";
  };
  document.addEventListener("change", (event) => event.target.dataset.opens && relabel());
  relabel();
  const send = (outcome) => {
    const empty = outcome === "signed" && disputed().map(words).find((box) => !box.value.trim());
    if (empty) return complain("请写明这一条哪里不同意，或取消勾选。", empty);
    if (outcome !== "not_me" && !by("name").value.trim())
      return complain("请填写您的姓名。", by("name"));
    if (outcome === "refused" && !by("reason").value.trim())
      return complain("请写明拒签的理由。", by("reason"));
    const given = (id) => by(id)?.value.trim() ?? "";
    return submit(form, {
      outcome,
      seal: form.dataset.seal,
      name: given("name"),
      post: given("post"),
      code: given("code"),
      reason: outcome === "refused" ? given("reason") : "",
      disputes: Object.fromEntries(
        disputed().map((box) => [box.dataset.hazard, words(box).value.trim()]),
      ),
    });
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send("signed");
  });
  by("refused").addEventListener("click", () => send("refused"));
  by("not_me").addEventListener("click", () => send("not_me"));
  looked();
}

/** Told once somebody sees the page: a preview, or a page made ready in advance, is nobody. */
function looked() {
  if (document.prerendering || document.hidden) {
    const seen = document.prerendering ? "prerenderingchange" : "visibilitychange";
    document.addEventListener(seen, looked, { once: true });
  } else post({}, "/opened").catch(warn);
}

/** The link is closed now: there is nothing to come back to. */
function thank() {
  const thanks = Object.assign(document.createElement("p"), {
    className: "lead",
    textContent: "谢谢，已经告诉服务机构。这条链接已关闭，您不用再做什么。",
  });
  thanks.setAttribute("role", "status");
  document.querySelector(".guest").replaceChildren(document.querySelector("header"), thanks);
}

/** Looking goes on without a line; whoever may not sign here is told so at once. */
function warn(error) {
  if (error.message.startsWith("没有提交成功")) return;
  by("warning").textContent = error.message;
  by("warning").hidden = false;
}

const words = (box) => box.querySelector("textarea");

function ballot(form) {
  looked();
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const asked = all(".marks", form);
    const given = (one) => one.querySelector("input:checked");
    for (const one of asked) one.classList.toggle("missing", !given(one));
    const missing = asked.find((one) => !given(one));
    if (missing) {
      complain("请给每一项打分。");
      return missing.scrollIntoView({ block: "center" });
    }
    const marks = Object.fromEntries(asked.map((one) => [one.dataset.key, +given(one).value]));
    submit(form, { paper: form.dataset.paper, marks, words: by("words").value.trim() });
  });
}

function alarm(form) {
  looked();
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    submit(form, {});
  });
}

/** What was typed outlives a reload and a phone that closes pages in the background. */
function keep() {
  const boxes = all("input, textarea");
  const state = (box) => (box.type === "checkbox" || box.type === "radio" ? box.checked : box.value);
  sessionStorage.setItem(KEPT, JSON.stringify(boxes.map(state)));
}

function restore() {
  const boxes = all("input, textarea");
  const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? "[]");
  if (kept.length !== boxes.length) return;
  boxes.forEach((box, place) => {
    if (typeof kept[place] === "boolean") box.checked = kept[place];
    else box.value = kept[place];
    if (box.dataset.opens) opens(box);
  });
}

for (const control of all("[data-opens]")) {
  const event = control.type === "checkbox" ? "change" : "click";
  control.addEventListener(event, () => {
    const part = opens(control);
    if (part) part.querySelector("textarea")?.focus();
  });
}
const form = document.querySelector("form");
if (form) {
  try {
    restore();
    document.addEventListener("input", keep);
  } catch {
    // Without a place to keep it, what is typed lives as long as the page.
  }
  document.addEventListener("input", () => complain(""));
  FORMS[form.id](form);
}
by("receipt")?.focus({ preventScroll: true });
