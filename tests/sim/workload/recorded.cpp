// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/workload/recorded_stream.h"

#include <doctest/doctest.h>

using namespace cs;

namespace
{

/// A reader of what it was given.
class ListedTrace final : public TraceReader
{
public:
    explicit ListedTrace(std::vector<TraceRequest> requests, Errors problems = {})
        : m_requests(std::move(requests))
        , m_problems(std::move(problems))
    {
    }
    Result<bool> next(TraceRequest &request) override
    {
        if (m_next == m_requests.size())
            return false;
        request = m_requests[m_next++];
        return true;
    }
    const std::vector<std::string> &typeNames() const override { return m_names; }
    double fractionRead() const override { return 1; }
    std::uint64_t skipped() const override { return m_problems.size(); }
    std::uint64_t outOfOrder() const override { return 0; }
    const Errors &firstProblems() const override { return m_problems; }
    TraceFormat format() const override { return TraceFormat::twitter; }

private:
    std::vector<TraceRequest> m_requests;
    Errors m_problems;
    std::vector<std::string> m_names { "Requests" };
    std::size_t m_next = 0;
};

TraceRequest at(std::int64_t ns)
{
    TraceRequest request;
    request.time = { ns };
    return request;
}

RecordedStream stream(std::vector<TraceRequest> requests, double speed = 1, Errors problems = {})
{
    Workload workload;
    workload.trace = TraceSource {};
    workload.trace->speed = speed;
    return { std::make_unique<ListedTrace>(std::move(requests), std::move(problems)), workload };
}

std::vector<std::int64_t> timesOf(RecordedStream &&recorded)
{
    std::vector<std::int64_t> times;
    Request request;
    while (recorded.next(request).value())
        times.push_back(request.time.ns);
    return times;
}

std::string notesOf(RecordedStream &&recorded)
{
    Request request;
    while (recorded.next(request).value()) { }
    std::string text;
    for (const auto &note : recorded.notes())
        text += note + '\n';
    return text;
}

} // namespace

TEST_CASE("The speed divides recorded times, and what comes after 292 years never comes")
{
    constexpr std::int64_t year = 31'536'000'000'000'000;
    using Times = std::vector<std::int64_t>;
    CHECK(timesOf(stream({ at(0), at(1001) }, 2)) == Times { 0, 501 });
    CHECK(timesOf(stream({ at(0), at(9'007'199'254'740'993) })) == Times { 0, 9'007'199'254'740'993 });
    CHECK(timesOf(stream({ at(1), at(year), at(2 * year) }, 1e-6))
        == Times { 1'000'000, SimTime::never().ns, SimTime::never().ns });
}

TEST_CASE("A trace of malformed records alone is an error that says how many and the first")
{
    const Errors problems { { "t.csv:1", "has 2 columns", {} }, { "t.csv:2", "has 3 columns", {} } };
    Request request;
    const auto none = stream({}, 1, problems).next(request);
    REQUIRE_FALSE(none);
    CHECK(none.error().place == "workload.trace");
    CHECK(none.error().message.find("2 malformed records") != std::string::npos);
    CHECK(none.error().message.find("t.csv:1: has 2 columns") != std::string::npos);
    CHECK(none.error().hint.find("twitter") != std::string::npos);
    CHECK(timesOf(stream({ at(5) }, 1, problems)).size() == 1);
    CHECK(timesOf(stream({})).empty());
}

TEST_CASE("A trace whose requests no data type takes is an error")
{
    Workload workload;
    workload.trace = TraceSource {};
    workload.dataTypes.resize(2);
    workload.dataTypes[0].name = "Users";
    workload.dataTypes[1].name = "Books";
    RecordedStream recorded(std::make_unique<ListedTrace>(std::vector { at(0), at(1) }), workload);
    Request request;
    const auto none = recorded.next(request);
    REQUIRE_FALSE(none);
    CHECK(none.error().message.find("2 requests of the trace belong to none") != std::string::npos);
}

TEST_CASE("Requests that all have the same time are noted")
{
    CHECK(notesOf(stream({ at(7), at(7), at(7) })).find("the same time") != std::string::npos);
    CHECK(notesOf(stream({ at(7), at(7), at(8) })) == "");
    CHECK(notesOf(stream({ at(7) })) == "");
}
