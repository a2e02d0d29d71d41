"""Lua scripts: each runs at the server as one step, so that nobody sees it half done."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Script:
    """One script; `name` is what a log line calls it."""

    name: str
    text: str


DELETE_IF_EQUAL = Script(
    "delete_if_equal",
    """
    -- Deletes KEYS[1] if its value is ARGV[1]; returns whether it did.
    if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
    return redis.call('DEL', KEYS[1])
    """,
)

TAKE_LOCK = Script(
    "acquire",
    """
    -- Sets KEYS[1] to the token ARGV[1] for ARGV[2] milliseconds if nobody holds it. With ARGV[3] '1', a token that is
    -- there already counts as taken: it was set by an earlier try whose answer was lost, or before a restart.
    if redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) then return 1 end
    if ARGV[3] ~= '1' or redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
    return redis.call('PEXPIRE', KEYS[1], ARGV[2])
    """,
)

EXTEND_LOCK = Script(
    "extend",
    """
    -- Lets KEYS[1] live for ARGV[2] milliseconds from now if its value is ARGV[1]; returns whether it did.
    if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
    return redis.call('PEXPIRE', KEYS[1], ARGV[2])
    """,
)

_DONE = """
local function before(a, b)
    local a_time, a_number = string.match(a, '(%d+)-(%d+)')
    local b_time, b_number = string.match(b, '(%d+)-(%d+)')
    if a_time == b_time then return tonumber(a_number) < tonumber(b_number) end
    return tonumber(a_time) < tonumber(b_time)
end

local function needed(stream, group, last)
    -- The id before which the group needs no message any more.
    local pending = redis.call('XPENDING', stream, group)
    if pending[1] > 0 then return pending[2] end
    local time, number = string.match(last, '(%d+)-(%d+)')
    return time .. '-' .. string.format('%.0f', tonumber(number) + 1)
end

local function done(stream, group, id)
    -- Acknowledges the message, and removes what all groups are done with: a stream does not grow for ever. (Deleted
    -- one by one, the server could not tell any more how many wait.)
    if redis.call('XACK', stream, group, id) == 0 then return end
    local first = nil
    for _, info in ipairs(redis.call('XINFO', 'GROUPS', stream)) do
        local fields = {}
        for at = 1, #info, 2 do fields[info[at]] = info[at + 1] end
        local from = needed(stream, fields['name'], fields['last-delivered-id'])
        if first == nil or before(from, first) then first = from end
    end
    redis.call('XTRIM', stream, 'MINID', first)
end
"""

ACKNOWLEDGE = Script("ack", _DONE + "done(KEYS[1], ARGV[1], ARGV[2])")

REQUEUE = Script(
    "requeue_msg",
    _DONE
    + """
    -- Puts the message ARGV[2], if it is pending in the group ARGV[1], at the end of the stream KEYS[1] and
    -- acknowledges the old one; returns the new id. Of a message that was deleted there is nothing to put.
    local pending = redis.pcall('XPENDING', KEYS[1], ARGV[1], ARGV[2], ARGV[2], 1)
    if pending.err then
        if string.find(pending.err, 'NOGROUP', 1, true) then return false end
        return pending
    end
    if #pending == 0 then return false end
    local found = redis.call('XRANGE', KEYS[1], ARGV[2], ARGV[2])
    local new = false
    if #found > 0 then new = redis.call('XADD', KEYS[1], '*', unpack(found[1][2])) end
    done(KEYS[1], ARGV[1], ARGV[2])
    return new
    """,
)

CLAIM_IDLE = Script(
    "claim",
    """
    -- Gives one message of the group ARGV[1] that nobody touched for ARGV[3] milliseconds to the consumer ARGV[2].
    while true do
        local pending = redis.pcall('XPENDING', KEYS[1], ARGV[1], 'IDLE', ARGV[3], '-', '+', 10)
        if pending.err or #pending == 0 then return false end -- of a missing stream or group, reading it will tell
        for _, entry in ipairs(pending) do
            local claimed = redis.call('XCLAIM', KEYS[1], ARGV[1], ARGV[2], ARGV[3], entry[1])
            if claimed[1] and claimed[1][2] then return claimed[1] end
            redis.call('XACK', KEYS[1], ARGV[1], entry[1]) -- it was deleted from the stream
        end
    end
    """,
)

REMOVE_IDLE = Script(
    "remove_idle_consumers",
    """
    -- Takes off the group ARGV[1] whoever holds no message and did not ask for ARGV[2] milliseconds; returns how many.
    local consumers = redis.pcall('XINFO', 'CONSUMERS', KEYS[1], ARGV[1])
    if consumers.err then return 0 end -- there is no such stream or group
    local removed = 0
    for _, listed in ipairs(consumers) do
        local one = {}
        for at = 1, #listed, 2 do one[listed[at]] = listed[at + 1] end
        if one['pending'] == 0 and one['idle'] >= tonumber(ARGV[2]) then
            redis.call('XGROUP', 'DELCONSUMER', KEYS[1], ARGV[1], one['name'])
            removed = removed + 1
        end
    end
    return removed
    """,
)

TAKE_PLACE = Script(
    "take_place",
    """
    -- Takes a place in KEYS[1] for the token ARGV[1] for ARGV[3] milliseconds, if fewer than ARGV[2] are held.
    local time = redis.call('TIME')
    local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
    redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
    local mine = redis.call('ZSCORE', KEYS[1], ARGV[1]) -- of an earlier try whose answer was lost
    if not mine and redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[2]) then return 0 end
    redis.call('ZADD', KEYS[1], now + tonumber(ARGV[3]), ARGV[1])
    redis.call('PEXPIRE', KEYS[1], 2 * tonumber(ARGV[3]))
    return 1
    """,
)

RENEW_PLACES = Script(
    "renew_places",
    """
    -- The tokens from ARGV[2] on keep their places in KEYS[1] for ARGV[1] milliseconds from now, where they have them.
    local time = redis.call('TIME')
    local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
    for at = 2, #ARGV do redis.call('ZADD', KEYS[1], 'XX', now + tonumber(ARGV[1]), ARGV[at]) end
    return redis.call('PEXPIRE', KEYS[1], 2 * tonumber(ARGV[1]))
    """,
)

ALL = (
    DELETE_IF_EQUAL,
    TAKE_LOCK,
    EXTEND_LOCK,
    ACKNOWLEDGE,
    REQUEUE,
    CLAIM_IDLE,
    REMOVE_IDLE,
    TAKE_PLACE,
    RENEW_PLACES,
)
