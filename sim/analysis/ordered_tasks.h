// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <stop_token>
#include <thread>
#include <vector>

namespace cs
{

/// Does tasks 0, 1, ... on several threads and hands their results to `take` in that order, one at a time, whatever
/// thread is done first. `take` says whether to go on; once it does not, tasks under way are cancelled and what they
/// give is dropped. So what `take` sees does not depend on the number of threads.
template <class Outcome>
void runOrdered(std::uint64_t tasks, unsigned threads, std::stop_token stop,
    const std::function<Outcome(std::uint64_t task, std::stop_token cancel)> &doTask,
    const std::function<bool(std::uint64_t task, Outcome &&outcome)> &take)
{
    std::mutex mutex;
    std::stop_source cancel;
    const std::stop_callback forward(stop, [&cancel] { cancel.request_stop(); });
    std::map<std::uint64_t, Outcome> done;
    std::uint64_t next = 0, taken = 0;
    const auto work = [&] {
        std::unique_lock lock(mutex);
        while (next < tasks && !cancel.stop_requested()) {
            const std::uint64_t task = next++;
            lock.unlock();
            Outcome outcome = doTask(task, cancel.get_token());
            lock.lock();
            done.emplace(task, std::move(outcome));
            while (!cancel.stop_requested() && !done.empty() && done.begin()->first == taken) {
                const auto first = done.begin();
                if (!take(taken++, std::move(first->second)))
                    cancel.request_stop();
                done.erase(first);
            }
        }
    };
    std::vector<std::jthread> others;
    for (std::uint64_t i = 1; i < threads && i < tasks; ++i)
        others.emplace_back(work);
    work();
}

} // namespace cs
