// Her own time of day, for the greeting: the page comes with all three.

export function partOfDay(hour) {
  if (hour >= 5 && hour < 12) return "morning";
  return hour >= 12 && hour < 18 ? "afternoon" : "evening";
}

const greeting = globalThis.document?.querySelector("[data-morning]");
if (greeting) greeting.textContent = greeting.dataset[partOfDay(new Date().getHours())];
