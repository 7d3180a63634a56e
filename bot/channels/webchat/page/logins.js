// Which chat logins this browser has had: names of logins, which open nothing by themselves.

const NAMES = "anxing.logins";
const MOST = 8;

export function logins() {
  try {
    const kept = JSON.parse(localStorage.getItem(NAMES) ?? "[]");
    return Array.isArray(kept) ? kept.filter((id) => typeof id === "string") : [];
  } catch {
    return [];
  }
}

export function remember(id) {
  if (!id) return;
  const kept = [id, ...logins().filter((other) => other !== id)].slice(0, MOST);
  try {
    localStorage.setItem(NAMES, JSON.stringify(kept));
  } catch {
    // A browser that keeps nothing is asked by other means: the server notes the address.
  }
}
