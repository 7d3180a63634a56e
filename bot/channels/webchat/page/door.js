// The door of an invitation: only the press on the button uses the link up.

const button = document.getElementById("accept");
const problem = document.getElementById("problem");

button?.addEventListener("click", async () => {
  button.disabled = true;
  problem.hidden = true;
  try {
    const answer = await fetch(location.pathname, { method: "POST" });
    const { token, text } = await answer.json();
    if (!token) throw new Error(text);
    sessionStorage.setItem("anxing.login", JSON.stringify({ token }));
    sessionStorage.removeItem("anxing.outbox");
    location.replace("/chat");
  } catch (error) {
    problem.textContent = error instanceof TypeError ? "网络中断，请再试一次。" : error.message;
    problem.hidden = false;
    button.disabled = false;
  }
});
