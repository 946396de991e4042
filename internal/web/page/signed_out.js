// A frame may not show the sign-in. It opens in a window of its own, which tells
// the frame when it is done.

const sessions = new BroadcastChannel("strowger-session");

if (document.getElementById("signed-in")) {
  sessions.postMessage("signed in");
  window.close();
} else {
  sessions.addEventListener("message", () => location.reload());
  if (window.parent !== window) {
    document.getElementById("sign-in").addEventListener("click", (click) => {
      click.preventDefault();
      window.open(click.currentTarget.href, "strowger-sign-in", "width=420,height=640");
    });
  }
}
