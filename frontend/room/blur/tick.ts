/** A clock that goes on while the page is hidden: there a page's own timers stand nearly still. */

setInterval(() => postMessage(0), 33);
