// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/cache/memory_model.h"
#include "sim/engine/run.h"

#include <algorithm>

namespace cs
{

/// How long a value stays fresh that a layer gets now. By `ttl_from: generated` its age counts, as the Age header of
/// HTTP does (RFC 9111).
Run::Lifetime Run::lifetimeOf(const ActiveRule &rule, SimTime generatedAt, bool absent, std::uint32_t recordedTtl,
    std::uint64_t number, SimTime now)
{
    const std::optional<Duration> &ttl = absent ? rule.rule.negativeTtl : rule.rule.ttl;
    Lifetime out { SimTime::never(), SimTime::never() };
    if (ttl) {
        const SimTime start = rule.rule.ttlFrom == TtlFrom::generated ? generatedAt : now;
        const double jitter = rule.rule.jitter;
        const Duration length = jitter > 0 ? Duration::fromSeconds(ttl->seconds()
                                    * (1 - jitter + 2 * jitter * unitInterval(numbered(rule.jitterStream, number)())))
                                           : *ttl;
        out.latest = start + length;
    } else if (recordedTtl > 0 && !absent) {
        const SimTime start = rule.rule.ttlFrom == TtlFrom::generated ? generatedAt : now;
        out.latest = start + Duration { std::int64_t(recordedTtl) * 1'000'000'000 };
    }
    out.freshUntil = rule.rule.idleTtl && !absent ? std::min(out.latest, now + *rule.rule.idleTtl) : out.latest;
    return out;
}

void Run::store(
    std::uint16_t layer, std::uint32_t node, EntryKey key, const StoredValue &value, std::uint64_t number, SimTime now)
{
    LayerState &state = *m_layers[layer];
    if (!state.views.empty())
        return; // has every value already
    const ActiveRule &rule = *state.rule(key.type());
    const Lifetime lifetime = lifetimeOf(rule, value.generatedAt, value.absent, value.ttlSeconds, number, now);
    StoreRequest request;
    request.key = key;
    request.now = now;
    request.latestDeadline = lifetime.latest;
    request.freshUntil = lifetime.freshUntil;
    request.deadline = value.absent ? lifetime.freshUntil : lifetime.freshUntil + rule.kept;
    // A TTL of nothing keeps nothing, and what was never fresh is not kept for later either.
    if (request.freshUntil <= now)
        return;
    request.generatedAt = value.generatedAt;
    request.fetchTime = value.fetchTime;
    request.version = value.version;
    request.content = value.content;
    request.valueBytes = value.valueBytes;
    request.keyBytes = value.keyBytes;
    request.absent = value.absent;
    request.heldBytes = entryBytes(
        state.resolvedLayer().overhead, value.keyBytes, value.valueBytes, request.deadline != SimTime::never());
    if (rule.rule.fill == Fill::add && !value.isWritten) {
        // An entry past its freshness gives way, and so does the one that a refresh was to replace.
        const Entry *there = rule.plain ? nullptr : state.node(node).lookup(key, now, {});
        request.keepExisting = !there
            || (now < there->freshUntil
                && (value.replacesBefore == SimTime::never() || there->generatedAt >= value.replacesBefore));
    }
    CacheNode &target = state.node(node);
    const bool isNew = !rule.rule.tags.empty() && !target.contains(request.key, now);
    target.store(request);
    if (isNew)
        m_tagIndexes[layer]->add(key.type(), key.number(), [&](EntryKey held) {
            const std::uint32_t first = state.isSharded() ? state.shardOf(held.value) : 0;
            const std::uint32_t last = state.isSharded() ? first : state.nodeCount() - 1;
            for (std::uint32_t at = first; at <= last; ++at)
                if (CacheNode *used = state.usedNode(at); used && used->contains(held, now))
                    return true;
            return false;
        });
}

void Run::store(std::uint16_t layer, std::uint32_t node, std::uint32_t type, std::uint64_t cacheKey,
    std::uint32_t version, std::uint64_t number, std::uint64_t valueBytes, std::uint32_t keyBytes, SimTime now,
    std::uint32_t content, std::uint32_t recordedTtl, bool isWritten)
{
    StoredValue value;
    value.ttlSeconds = recordedTtl;
    value.version = version;
    value.valueBytes = valueBytes;
    value.keyBytes = keyBytes;
    value.generatedAt = now;
    value.content = content;
    value.isWritten = isWritten;
    store(layer, node, EntryKey::of(type, cacheKey), value, number, now);
}

} // namespace cs
