// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/engine/run.h"

namespace cs
{

/// Where an automatic warm-up may end is a share of what is played, and a trace may be much shorter than the run is
/// allowed to be: so it is gone through once to learn when it ends.
Result<bool> Run::endWithTrace()
{
    if (!m_automatic || !m_scenario.workload.trace || m_scenario.run.warmUp)
        return false;
    const auto stream = openRequestStream(m_scenario.workload, m_seed, m_options.scenarioFolder, m_scenario.timeline);
    if (!stream)
        return tl::unexpected(stream.error());
    Request request;
    SimTime last;
    for (std::uint64_t count = 0;; ++count) {
        if ((count & 4095) == 0 && m_stop.stop_requested())
            return fail(cancelledMessage);
        const auto more = (*stream)->next(request);
        if (!more)
            return more;
        if (!*more)
            break;
        last = request.time;
        if (last >= m_end)
            return false;
    }
    if (last.ns + 1 < m_end.ns)
        m_end = { last.ns + 1 };
    return true;
}

} // namespace cs
