"use strict";
// The page's script, in parts: pack (unpacks data), review (decisions), list (order,
// filters, pages), texts (passages, links). They share one scope and run in this order.
// Without it the page has its summary and the first entries of each list.
(() => {
  const root = document.documentElement;
  root.classList.add("js");
  const count = (number) => number.toLocaleString("en");
