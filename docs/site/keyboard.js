// Makes what doxygen-awesome-css adds for the mouse work with the keyboard, and gives it names for screen readers.
'use strict';

function operable(element, name) {
    element.tabIndex = 0;
    element.setAttribute('role', 'button');
    element.setAttribute('aria-label', name);
    element.addEventListener('keydown', event => {
        if (event.key !== 'Enter' && event.key !== ' ')
            return;
        event.preventDefault();
        element.click();
    });
}

// They are added at some time after the page is loaded.
new MutationObserver(() => {
    for (const toggle of document.querySelectorAll('doxygen-awesome-dark-mode-toggle:not([role])'))
        operable(toggle, 'Light or dark');
    for (const button of document.querySelectorAll('doxygen-awesome-fragment-copy-button:not([role])'))
        operable(button, 'Copy');
    for (const code of document.querySelectorAll('div.fragment:not([tabindex])'))
        code.tabIndex = 0; // it may scroll
}).observe(document.documentElement, {childList: true, subtree: true});
