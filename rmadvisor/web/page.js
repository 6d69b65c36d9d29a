// The window's own server, whatever it is called from outside; the font is there before letters are measured.
document.addEventListener("DOMContentLoaded", () => {
  const scheme = location.protocol === "https:" ? "wss:" : "ws:";
  document.getElementById("terminal").dataset.sessionWebsocketUrl = `${scheme}//${location.host}/ws`;
  document.getElementById("again").addEventListener("click", () => location.reload());
  document.fonts.load('16px "Roboto Mono"');
});
