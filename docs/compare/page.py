#!/usr/bin/env python3
"""How a page of `nearcopy --html` loads in headless Chromium.

usage: page.py PAGE.html...

Drives chromedriver (Debian: chromium-driver). For each page the median of five loads: bytes of
the file, first contentful paint, when the document is parsed, when the script is ready (its
mark `ready`, else the load event), how long a new order of all pairs takes to be shown, and the
memory of the renderer process in the end.
"""
import json, os, re, statistics, subprocess, sys, time, urllib.request

FLAGS = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
         "--disable-background-networking", "--disable-component-update", "--disable-sync",
         "--window-size=1400,1000"]
LOADS = int(os.environ.get("LOADS", "5"))

TIMES = """
const mark = (name) => { const found = performance.getEntriesByName(name)[0]; return found && found.startTime; };
const load = performance.getEntriesByType('navigation')[0];
return { paint: mark('first-contentful-paint'), parsed: load.domContentLoadedEventEnd,
  ready: mark('ready'), load: load.loadEventEnd, elements: document.querySelectorAll('*').length };
"""
# The last pairs first: what is at the end of the page is unpacked, or laid out.
ORDER = """
const start = performance.now();
const field = document.querySelector('[data-list=pairs] [name=order], .filters [name=score]');
const before = document.querySelector('.pair');
field.value = field.name === 'order' ? 'doubtful' : '0.99';
field.dispatchEvent(new Event('input', { bubbles: true }));
return new Promise((done) => {
  const look = () => (field.name !== 'order' || document.querySelector('.pair') !== before
    || document.querySelectorAll('.pair').length < 25)
    ? requestAnimationFrame(() => done(performance.now() - start)) : setTimeout(look, 5);
  look();
});
"""


def children(pid):
    listing = subprocess.run(["ps", "-eo", "pid,ppid,rss,args"], capture_output=True, text=True).stdout
    rows = [line.split(None, 3) for line in listing.splitlines()[1:]]
    found, todo = [], [str(pid)]
    while todo:
        parent = todo.pop()
        for row in rows:
            if row[1] == parent:
                found.append(row)
                todo.append(row[0])
    return found


def measure(page):
    driver = subprocess.Popen(["chromedriver", "--port=0"], stdout=subprocess.PIPE, text=True)
    for line in driver.stdout:
        if found := re.search(r"successfully on port (\d+)", line):
            port = found[1]
            break

    def request(path, body):
        call = urllib.request.Request(f"http://127.0.0.1:{port}{path}", json.dumps(body).encode())
        return json.load(urllib.request.urlopen(call, timeout=600))["value"]

    try:
        options = {"goog:chromeOptions": {"args": FLAGS}, "timeouts": {"pageLoad": 600000, "script": 600000}}
        session = request("/session", {"capabilities": {"alwaysMatch": options}})["sessionId"]
        run = lambda script: request(f"/session/{session}/execute/sync", {"script": script, "args": []})
        request(f"/session/{session}/url", {"url": "file://" + os.path.abspath(page)})
        times = run(TIMES)
        for _ in range(600):
            if times["ready"] or not run("return !!document.querySelector('.review-bar')"):
                break
            time.sleep(0.05)
            times = run(TIMES)
        times["ready"] = times["ready"] or times["load"]
        times["order"] = run(ORDER)
        renderers = [row for row in children(driver.pid) if "--type=renderer" in row[3]]
        times["memory"] = max(int(row[2]) for row in renderers) / 1024
        return times
    finally:
        for row in children(driver.pid):
            try:
                os.kill(int(row[0]), 15)
            except ProcessLookupError:
                pass
        driver.kill()
        driver.wait()


print("| page | MB | first paint, ms | parsed, ms | ready, ms | new order, ms | renderer, MB | elements |")
print("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
for page in sys.argv[1:]:
    loads = [measure(page) for _ in range(LOADS)]
    median = lambda name: f"{statistics.median(load[name] or 0 for load in loads):,.0f}"
    cells = [median(name) for name in ["paint", "parsed", "ready", "order", "memory", "elements"]]
    print(f"| {os.path.basename(page)} | {os.path.getsize(page) / 1e6:.1f} | {' | '.join(cells)} |", flush=True)
