// The event catalog's filter, deep links and copy buttons.
'use strict';

// The rules of scaivault::matches and scaivault::defect_of. docs/check.py compares both with the library's answers to
// thousands of patterns (docs/site/pattern_cases.cpp).
function segmentsMatch(pattern, name) {
    if (pattern.length === 0 || name.length === 0)
        return pattern.length === name.length;
    const [wanted, ...rest] = pattern;
    if (wanted === '*' || wanted === '**' ? name[0] === '' : wanted !== name[0])
        return false;
    return segmentsMatch(rest, name.slice(1)) || (wanted === '**' && segmentsMatch(pattern, name.slice(1)));
}

function matches(pattern, name) {
    return segmentsMatch(pattern.split('.'), name.split('.'));
}

// What is wrong with a pattern; empty if nothing is.
function defectOf(pattern) {
    if (pattern === '')
        return 'a pattern has at least one segment';
    if (pattern.startsWith('.'))
        return 'a pattern does not begin with a dot';
    if (pattern.endsWith('.'))
        return 'a pattern does not end with a dot';
    for (const segment of pattern.split('.')) {
        if (segment === '')
            return 'two dots have a segment between them';
        if (segment.length > 2 && /^\*+$/.test(segment))
            return "a wildcard is '*' or '**', no more stars";
        if (segment.includes('*') && !/^\*+$/.test(segment))
            return 'a wildcard stands for a whole segment, not for part of one';
    }
    return '';
}

const filter = document.getElementById('filter');
const count = document.getElementById('count');
const events = [...document.querySelectorAll('#catalog .event')];

// Words with a wildcard are patterns, of which one must match. All other words must be in the event's texts.
function applyFilter() {
    const words = filter.value.split(/[\s,]+/).filter(word => word);
    const patterns = words.filter(word => word.includes('*'));
    const texts = words.filter(word => !word.includes('*')).map(word => word.toLowerCase());
    let shown = 0;
    for (const event of events) {
        event.hidden = !(patterns.length === 0 || patterns.some(pattern => matches(pattern, event.id))) ||
            !texts.every(word => event.dataset.text.includes(word));
        shown += event.hidden ? 0 : 1;
    }
    const defect = patterns.map(defectOf).find(each => each !== '');
    count.textContent = shown + ' of ' + events.length + ' event types' + (defect === undefined ? '' : ': ' + defect);
}

// A link to an event shows it even if the filter hides it.
function showTarget() {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target === null)
        return;
    if (target.hidden) {
        filter.value = '';
        applyFilter();
    }
    target.scrollIntoView();
}

async function copy(button) {
    const given = button.dataset.copy;
    const text = given === undefined ? button.parentElement.querySelector('pre').textContent
        : given.startsWith('#') ? location.href.split('#')[0] + given : given;
    const label = button.textContent;
    try {
        await navigator.clipboard.writeText(text);
        button.textContent = 'Copied';
    } catch {
        button.textContent = 'Cannot copy'; // the browser or its user does not allow it
    }
    setTimeout(() => { button.textContent = label; }, 1500);
}

filter.addEventListener('input', applyFilter);
window.addEventListener('hashchange', showTarget);
for (const button of document.querySelectorAll('#catalog button.copy'))
    button.addEventListener('click', () => copy(button));
applyFilter();
if (location.hash !== '')
    window.addEventListener('load', showTarget);
