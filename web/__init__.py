"""What people see: pages, words, style and the browser's modules."""
