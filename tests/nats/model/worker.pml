/* A model of how workers count tries: events in a stream, and workers that fetch ahead, run several handlers at once, and
 * can die. `run` has spin check every order of these steps. It mirrors `begin` and `fail` in
 * include/webhooks/nats/detail/worker_engine.hpp.
 *
 * Checked: no event is lost. An event whose handler returns is never dead-lettered. No event is dead-lettered without a
 * call. The poison event ends after at most max_tries + 2 calls. Nothing repeats endlessly.
 *
 * With one of these defined the model is faulty, and spin must find an error:
 *   COUNT_DELIVERIES  uses the server's count, with twice max_tries for deliveries without a result
 *   NOT_ALONE         a suspect runs beside others, and its try counts nevertheless
 *   NO_RECORD         no record is written before a handler is called */

#define WORKERS 2
#define HANDLERS 2 /* of one worker */
#define PREFETCH 2 /* of one worker */
#define MAX_TRIES 2

#define EVENTS 3
#define POISON 0  /* its handler terminates the process */
#define THROWER 1 /* its handler throws; the third event's handler returns */

/* How often each may happen. A handler that runs alone and leaves no result has failed, for whatever reason. So external
 * causes of lost results are limited to less than max_tries. */
byte stops = 1;             /* clean ones */
byte blows = MAX_TRIES - 1; /* a worker is killed from outside, or an acknowledgement is lost */

mtype = { waiting, fetched, recorded, called, done, dead };
mtype state[EVENTS] = waiting;
byte worker[EVENTS]; /* the worker that holds the event, unless it is waiting */
byte deliveries[EVENTS];
byte calls[EVENTS];
bool alone[EVENTS];

/* The record in the tries stream. */
bool found[EVENTS], unended[EVENTS];
byte failed[EVENTS];

byte queued[WORKERS], at_work[WORKERS];
bool occupied[WORKERS];

#ifdef COUNT_DELIVERIES
#define COUNTED_UP_TO (2 * MAX_TRIES + 1)
#define too_often(e) (deliveries[e] > 2 * MAX_TRIES)
#define suspect(e) false
#else
#define COUNTED_UP_TO 2 /* only "more than one" matters */
#define too_often(e) (failed[e] >= MAX_TRIES)
#define suspect(e) (found[e] && unended[e])
#endif

#ifdef NOT_ALONE
#define to_be_alone(e) false
#else
#define to_be_alone(e) suspect(e)
#endif
#define may_enter(e, w) (at_work[w] < HANDLERS && !occupied[w] && (!to_be_alone(e) || at_work[w] == 0))

inline deliver(e) {
    deliveries[e] = (deliveries[e] < COUNTED_UP_TO -> deliveries[e] + 1 : COUNTED_UP_TO)
}

/* Resets the event's variables, so that states that differ only in them are merged. */
inline end(e, how) {
    state[e] = how;
    worker[e] = 0; deliveries[e] = 0; calls[e] = 0; alone[e] = false;
    found[e] = false; unended[e] = false; failed[e] = 0
}

inline bury(e) {
    assert(calls[e] > 0);                /* not without a call */
    assert(e == POISON || e == THROWER); /* no other event */
    end(e, dead)
}

inline come_again(e) {
    worker[e] = 0;
    alone[e] = false;
    state[e] = waiting
}

inline leave(e) {
    at_work[worker[e]] = at_work[worker[e]] - 1;
    occupied[worker[e]] = false
}

/* The record is written before the handler is called, from the second delivery on. */
inline record(e) {
#if !defined(COUNT_DELIVERIES) && !defined(NO_RECORD)
    if
    :: deliveries[e] > 1 ->
        failed[e] = failed[e] + (suspect(e) -> 1 : 0);
        found[e] = true;
        unended[e] = true
    :: else
    fi
#else
    skip
#endif
}

inline fail(e) {
#ifdef COUNT_DELIVERIES
    if
    :: deliveries[e] >= MAX_TRIES -> bury(e)
    :: else -> come_again(e)
    fi
#else
    /* `failed` already includes this try if it was started alone. */
    failed[e] = failed[e] + (alone[e] -> 0 : 1);
    found[e] = true;
    unended[e] = false;
    if
    :: failed[e] >= MAX_TRIES -> bury(e)
    :: else -> come_again(e)
    fi
#endif
}

/* All events that the worker held are delivered again. */
inline end_process(w) {
    i = 0;
    do
    :: i < EVENTS ->
        if
        :: worker[i] == w && (state[i] == fetched || state[i] == recorded || state[i] == called) -> come_again(i)
        :: else
        fi;
        i++
    :: else -> break
    od;
    i = 0;
    queued[w] = 0;
    at_work[w] = 0;
    occupied[w] = false
}

/* Events that were only fetched are returned. Running handlers finish in any case. */
inline stop_process(w) {
    i = 0;
    do
    :: i < EVENTS ->
        if
        :: worker[i] == w && state[i] == fetched -> come_again(i)
        :: else
        fi;
        i++
    :: else -> break
    od;
    i = 0;
    queued[w] = 0
}

proctype event(byte e) {
    byte i, w;
    do
    :: atomic { state[e] == waiting && queued[0] < PREFETCH ->
        worker[e] = 0; queued[0]++; deliver(e); state[e] = fetched }
    :: atomic { state[e] == waiting && queued[1] < PREFETCH ->
        worker[e] = 1; queued[1]++; deliver(e); state[e] = fetched }
    :: atomic { state[e] == fetched && too_often(e) ->
        queued[worker[e]]--; bury(e) }
    :: atomic { state[e] == fetched && !too_often(e) && may_enter(e, worker[e]) ->
        queued[worker[e]]--;
        alone[e] = suspect(e);
        occupied[worker[e]] = to_be_alone(e);
        at_work[worker[e]]++;
        record(e);
        state[e] = recorded }
    :: atomic { state[e] == recorded ->
        calls[e] = (e == POISON -> calls[e] + 1 : 1);
        assert(e != POISON || calls[e] <= MAX_TRIES + 2);
        state[e] = called }
    :: atomic { state[e] == called && e == POISON ->
        w = worker[e]; end_process(w); w = 0 }
    :: atomic { state[e] == called && e == THROWER ->
        leave(e); fail(e) }
    :: atomic { state[e] == called && e != POISON && e != THROWER ->
        leave(e); end(e, done) }
    :: atomic { state[e] == called && e != POISON && blows > 0 ->
        blows--; leave(e); come_again(e) }
    :: state[e] == done || state[e] == dead -> break
    od
}

proctype world() {
    byte i, w;
    do
    :: atomic { stops > 0 -> stops--; if :: w = 0 :: w = 1 fi; stop_process(w); w = 0 }
    :: atomic { blows > 0 -> blows--; if :: w = 0 :: w = 1 fi; end_process(w); w = 0 }
    :: break
    od
}

init {
    atomic {
        run event(0); run event(1); run event(2);
        run world()
    }
}
