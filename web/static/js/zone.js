// Her own time zone, unless she has written another one.

const field = document.querySelector("input[name=zone]");
if (field && field.value === "UTC") field.value = Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
