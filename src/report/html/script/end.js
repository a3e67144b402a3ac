
  start();
})();
