// The chat page: who this tab is, and what to say when it is nobody.

import { forgetOutbox } from "/static/link.js";
import { Talk } from "/static/talk.js";

const LOGIN = "anxing.login";
const STATES = {
  connecting: "正在连接…",
  online: "在线",
  offline: "已断开，稍后自动重连",
  elsewhere: "已停止",
  refused: "未登录",
};
const by = (id) => document.getElementById(id);
const persona = () => new URLSearchParams(location.hash.slice(1)).get("as");

/** The tab's own login; in a demo the address names the persona, who is let in at once. */
async function enter(anew = false) {
  const kept = JSON.parse(sessionStorage.getItem(LOGIN) ?? "null");
  if (!persona() || (kept?.as === persona() && !anew)) return kept?.token;
  const answer = await fetch("/demo/login", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ persona: persona() }),
  });
  if (!answer.ok) return undefined;
  const { token } = await answer.json();
  sessionStorage.setItem(LOGIN, JSON.stringify({ token, as: persona() }));
  forgetOutbox();
  return token;
}

async function show(state) {
  by("state").dataset.state = state;
  by("state").textContent = STATES[state];
  if (state === "elsewhere") notice("已在别的标签页打开", "这个页面已停止接收消息。", "在这里继续");
  if (state !== "refused") return;
  sessionStorage.removeItem(LOGIN);
  if (persona() && (await enter(true))) location.reload();
  else notice("登录已失效", "请向邀请您的人要一条新的链接，在这台设备上打开。");
}

function notice(title, words, action) {
  const head = document.createElement("h2");
  head.textContent = title;
  by("notice").replaceChildren(head, words);
  if (action) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = action;
    button.onclick = () => location.reload();
    by("notice").append(document.createElement("br"), button);
  }
  by("notice").hidden = false;
  by("log").hidden = true;
  by("older").hidden = true;
  document.querySelector("footer").hidden = true;
}

addEventListener("hashchange", () => location.reload());
const token = await enter().catch(() => undefined);
if (token) {
  new Talk(token, show);
  if (matchMedia("(hover: hover)").matches) by("box").focus();
} else {
  by("state").dataset.state = "refused";
  by("state").textContent = STATES.refused;
  notice("请用邀请链接打开", "安星只对受邀的人开放。请在这台设备上打开邀请您的人发给您的链接。");
}
