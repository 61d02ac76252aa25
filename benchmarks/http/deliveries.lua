-- For wrk: sends the requests of http_deliveries one after the other, cyclically. Each of wrk's threads has its own
-- part of them.
--
-- wrk ... -s deliveries.lua URL -- FILE COUNT THREADS CHECK FIRST...   FIRST: the first request of each thread, from 0.
-- If CHECK is 1, checks the answers, which is slow, and counts those that do not say "handled".

local threads = {}

function setup(thread)
    thread:set("number", #threads)
    threads[#threads + 1] = thread
end

function init(arguments)
    local file = assert(io.open(arguments[1], "rb"))
    local size = tonumber(file:read("*l"))
    local part = math.floor(tonumber(arguments[2]) / tonumber(arguments[3]))
    file:seek("cur", number * part * size)
    requests = {}
    for i = 1, part do
        requests[i] = file:read(size)
        assert(#requests[i] == size)
    end
    file:close()
    part_size = part
    sent = tonumber(arguments[5 + number])
    handled, others = 0, 0
    if arguments[4] == "1" then
        response = function(_, _, body)
            if body:find('"handled"', 1, true) then handled = handled + 1 else others = others + 1 end
        end
    end
end

function request()
    local next = requests[sent % part_size + 1]
    sent = sent + 1
    return next
end

function done(summary, latency)
    local next = {}
    local handled, others = 0, 0
    for i, thread in ipairs(threads) do
        next[i] = tostring(thread:get("sent"))
        handled = handled + thread:get("handled")
        others = others + thread:get("others")
    end
    local errors = summary.errors
    io.write(string.format("result %d %d %d %d %d %s\n", summary.requests, summary.duration,
        errors.connect + errors.read + errors.write + errors.timeout + errors.status, handled, others,
        table.concat(next, " ")))
    io.write(string.format("latency %d %d\n", latency:percentile(50), latency:percentile(99)))
end
