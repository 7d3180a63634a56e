// A message as elements. Whatever somebody wrote gets into the page as text only.

const ZONE = { timeZone: "Asia/Shanghai" };
const clock = new Intl.DateTimeFormat("zh-CN", { ...ZONE, hour: "2-digit", minute: "2-digit", hour12: false });
const calendar = new Intl.DateTimeFormat("en-CA", { ...ZONE, year: "numeric", month: "2-digit", day: "2-digit" });
const PAPER = "M7 3h7l4 4v14H7zM14 3v4h4M10 12h5M10 16h5";

export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
}

export function dayOf(at) {
  return calendar.format(new Date(at));
}

export function dayLabel(day) {
  const today = dayOf(Date.now());
  if (day === today) return "今天";
  if (day === dayOf(Date.now() - 86_400_000)) return "昨天";
  const [year, month, date] = day.split("-").map(Number);
  return `${year === Number(today.slice(0, 4)) ? "" : `${year}年`}${month}月${date}日`;
}

/** The item of a message; `act.press(id, data, key)` is called by its keys. */
export function bubble(message, act) {
  const mine = message.from === "me";
  const item = element("li", { class: `message ${mine ? "me" : "bot"}` });
  const box = element("div", { class: "bubble" }, element("span", { class: "unseen" }, mine ? "我：" : "安星："));
  if (message.files.length) box.append(files(message.files));
  if (message.text) box.append(text(message.text, message.bold));
  box.append(foot(message, act));
  item.append(box);
  if (message.rows.length) item.append(keys(message, act));
  return item;
}

function text(words, bold) {
  const made = element("div", { class: "text" });
  let at = 0;
  for (const [offset, length] of [...bold].sort((one, other) => one[0] - other[0])) {
    if (offset < at) continue;
    linked(made, words.slice(at, offset));
    const strong = element("strong");
    strong.textContent = words.slice(offset, offset + length);
    made.append(strong);
    at = offset + length;
  }
  linked(made, words.slice(at));
  return made;
}

/** Plain words, but an address can be pressed, and a bar of blocks is drawn as one. */
function linked(parent, words) {
  for (const part of words.split(/(https?:\/\/[\w\-.~:/?#@!$&'()*+,;=%]+|[█▰▓▒▨░▱]{3,})/)) {
    if (/^https?:\/\//.test(part)) {
      parent.append(element("a", { href: part, target: "_blank", rel: "noopener noreferrer" }, part));
    } else if (/^[█▰▓▒▨░▱]{3,}$/.test(part)) parent.append(meter(part));
    else parent.append(part);
  }
}

function meter(blocks) {
  const made = element("span", { class: "meter", "aria-hidden": "true" }, blocks);
  const share = (pattern) => `${((blocks.match(pattern) ?? []).length / blocks.length) * 100}%`;
  made.style.setProperty("--full", share(/[█▰]/g));
  made.style.setProperty("--some", share(/[█▰▓▒▨]/g));
  return made;
}

function foot(message, act) {
  const made = element("span", { class: "foot" });
  if (message.failed) {
    made.append(message.failed);
    const again = element("button", { type: "button" }, message.again ? "重试" : "删除");
    again.onclick = () => act.again(message);
    made.append(again);
  } else if (message.pending) made.append("发送中…");
  else made.append(element("time", { datetime: message.at }, clock.format(new Date(message.at))));
  return made;
}

function files(list) {
  const made = element("div");
  const pictures = list.filter((file) => file.picture);
  if (pictures.length) {
    const grid = element("div", { class: `pictures${pictures.length === 1 ? " one" : ""}` });
    for (const file of pictures) grid.append(picture(file));
    made.append(grid);
  }
  for (const file of list.filter((file) => !file.picture)) made.append(paper(file));
  if (list.some((file) => file.local)) made.append(element("div", { class: "bar" }, element("i")));
  return made;
}

function picture(file) {
  const image = element("img", { src: file.url, alt: `照片 ${file.name}`, loading: file.local ? "eager" : "lazy" });
  if (file.local) return element("span", { class: "still" }, image);
  return element("a", { href: file.url, target: "_blank", rel: "noopener" }, image);
}

export function icon(path) {
  const drawn = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  drawn.setAttribute("viewBox", "0 0 24 24");
  drawn.setAttribute("aria-hidden", "true");
  drawn.setAttribute("fill", "none");
  drawn.setAttribute("stroke", "currentColor");
  drawn.setAttribute("stroke-width", "1.8");
  drawn.setAttribute("stroke-linejoin", "round");
  const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
  line.setAttribute("d", path);
  drawn.append(line);
  return drawn;
}

function paper(file) {
  const label = element("span", {}, file.name, element("small", {}, size(file.size)));
  const inside = [icon(PAPER), label];
  if (file.local) return element("div", { class: "file" }, ...inside);
  return element("a", { class: "file", href: file.url, target: "_blank", rel: "noopener" }, ...inside);
}

export function size(bytes) {
  if (bytes < 1024) return `${bytes} 字节`;
  if (bytes < 1024 * 1024) return `${Math.round(bytes / 1024)} KB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

/** Rows of five and more are a grid (a calendar); a long label and a line of a list
 *  have a row of their own. */
function keys(message, act) {
  const made = element("div", { class: "keys", role: "group", "aria-label": "可选的回答" });
  for (const row of message.rows) {
    const line = element("div", { class: row.length > 4 ? "row grid" : "row" });
    line.style.setProperty("--columns", row.length);
    for (const choice of row) line.append(key(choice, message, act, row.length));
    made.append(line);
  }
  return made;
}

function key(choice, message, act, beside) {
  const blank = !choice.text.replace(/[\s·　]/g, "");
  const width = [...choice.text].reduce((sum, char) => sum + (char > "\u2e7f" ? 2 : 1), 0);
  const listed = beside === 1 && /^(\d+[.、]|[☑☐]) ?./.test(choice.text);
  const long = listed || (beside <= 4 && width > (beside === 1 ? 16 : 26));
  const style = `key${long ? " long" : ""}${blank ? " blank" : ""}`;
  if (choice.url) {
    const safe = /^https?:\/\//.test(choice.url) ? choice.url : undefined;
    return element("a", { class: style, href: safe, target: "_blank", rel: "noopener noreferrer" }, choice.text);
  }
  const made = element("button", { type: "button", class: style }, choice.text);
  if (blank) Object.assign(made, { tabIndex: -1, ariaHidden: "true" });
  made.onclick = (event) => act.press(message, choice, made, event.detail === 0);
  return made;
}
