// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/model/scenario.h"

#include <cstdint>

namespace cs
{

/// Bytes that an entry of key and value bytes takes at a node, everything included.
/// `redis`: redis-server 7.0 with Debian's jemalloc (16-byte quantum): dictEntry, SDS key, object header (embedded up
/// to 44 bytes), jemalloc size classes, expires entry, and the hash tables at their mean load (12 bytes an entry and
/// table).
/// `memcached`: memcached 1.6 with its defaults: item header, CAS, key and value, rounded up to the chunk of their slab
/// class (or to a chain of chunks).
std::uint64_t entryBytes(const Overhead &overhead, std::uint64_t keyBytes, std::uint64_t valueBytes, bool expires);

/// jemalloc size class that holds n bytes; the quantum is 16 in Debian's packages, 8 in upstream's own builds.
std::uint64_t jemallocSize(std::uint64_t n, std::uint64_t quantum = 16);

/// What redis-server 7.0 allocates for a string key besides its places in the hash tables, to the byte. A value is
/// taken for text: one that is a decimal integer takes `jemallocSize(16)` in place of its text.
std::uint64_t redisItemBytes(
    std::uint64_t keyBytes, std::uint64_t valueBytes, bool expires, std::uint64_t quantum = 16);

} // namespace cs
