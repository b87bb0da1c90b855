// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/cache/cache_node.h"
#include "tests/fidelity/clients.h"
#include "tests/support/server_streams.h"

#include <vector>

namespace cs::test
{

/// Requests that were on their way together: the reads and deletes of a batch, then the stores of what was missed.
struct LiveBatch {
    SimTime time; ///< wall clock, with the phase against Unix minutes that the node takes for its time 0
    std::vector<ServerRequest> requests;
};

struct LiveReplay {
    std::vector<LiveBatch> batches; ///< what was sent and when, for the simulator to do the same at the same time
    double hitRatio = 0;
    std::uint64_t refused = 0;
};

/// Another server's streams go the same way: start it with ServerProcess, give a client of its protocol to replayLive()
/// and its node to replaySimulated(); see redis_live_test.cpp.
///
/// Plays a stream to a server as a cache-aside client does, up to 16 requests with distinct keys at a time, as fast as
/// it goes.
LiveReplay replayLive(CacheClient &client, ServerStream stream);

/// The same batches at the times of the live replay; the hit ratio after the warm-up.
double replaySimulated(CacheNode &node, const LiveReplay &live, const ServerStream &stream);

/// 1 by default, more with CS_ALL=1.
double liveLength();

} // namespace cs::test
