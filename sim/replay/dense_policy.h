// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/cache/eviction/arc.h"
#include "sim/cache/eviction/s3_fifo.h"
#include "sim/cache/eviction/two_q.h"
#include "sim/cache/eviction/w_tinylfu.h"
#include "sim/replay/dense_belady.h"
#include "sim/replay/dense_counts.h"
#include "sim/replay/dense_ghost.h"

namespace cs
{

/// The policy to take where slots and keys are the same dense numbers.
template <class Policy, bool sized>
struct DensePolicy {
    using type = Policy;
};
template <bool sized>
struct DensePolicy<S3Fifo, sized> {
    using type = BasicS3Fifo<DenseGhost>;
};
template <bool sized>
struct DensePolicy<TwoQ, sized> {
    using type = BasicTwoQ<DenseGhost>;
};
template <bool sized>
struct DensePolicy<Arc, sized> {
    using type = BasicArc<DenseGhost>;
};
template <bool sized>
struct DensePolicy<Belady, sized> {
    using type = DenseBelady;
};
/// By entries the sketch is that of libCacheSim, from the keys of the trace; by bytes its sketch is so large that it
/// counts exactly.
template <>
struct DensePolicy<WTinyLfu, true> {
    using type = BasicWTinyLfu<DenseCounts>;
};

} // namespace cs
