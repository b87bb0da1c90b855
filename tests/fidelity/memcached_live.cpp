// SPDX-License-Identifier: GPL-3.0-or-later
// Streams of requests through a real memcached and, at the same times, through the node that stands for it.
#include "sim/cache/memcached/memcached_node.h"
#include "tests/fidelity/connection.h"
#include "tests/fidelity/server_process.h"
#include "tests/support/server_streams.h"

#include <chrono>
#include <cstdio>
#include <doctest/doctest.h>
#include <set>
#include <thread>

using namespace cs;
using namespace cs::test;

namespace
{

using Clock = std::chrono::steady_clock;

/// One connection that asks several things at once.
class MemcachedText
{
public:
    explicit MemcachedText(int port)
        : m_connection(port)
    {
    }

    static std::string keyOf(std::uint64_t id)
    {
        char key[16];
        std::snprintf(key, sizeof key, "obj:%08u", static_cast<unsigned>(id));
        return key;
    }

    /// Sends a read or a deletion of each, and says which reads hit.
    std::vector<bool> ask(const std::vector<ServerRequest> &requests)
    {
        std::string text;
        for (const ServerRequest &request : requests)
            text += (request.op == 'D' ? "delete " : "get ") + keyOf(request.id) + "\r\n";
        m_connection.write(text);
        std::vector<bool> hits;
        for (const ServerRequest &request : requests) {
            std::string line = m_connection.readLine();
            hits.push_back(line.starts_with("VALUE "));
            if (hits.back()) {
                m_connection.readBytes(std::stoul(line.substr(line.rfind(' ') + 1)) + 2);
                line = m_connection.readLine();
            }
            if (line != "END" && (request.op != 'D' || (line != "DELETED" && line != "NOT_FOUND")))
                FAIL("memcached answers ", line);
        }
        return hits;
    }

    void store(const std::vector<ServerRequest> &requests, const ServerStream &stream)
    {
        std::string text;
        for (const ServerRequest &request : requests) {
            const std::uint64_t bytes = stream.valueBytes(request.id);
            text += "set " + keyOf(request.id) + " 0 " + std::to_string(stream.ttl(request.id)) + ' '
                + std::to_string(bytes) + "\r\n" + std::string(bytes, 'x') + "\r\n";
        }
        m_connection.write(text);
        for (std::size_t i = 0; i < requests.size(); ++i)
            if (const std::string line = m_connection.readLine(); line != "STORED")
                FAIL("memcached answers ", line);
    }

    std::uint64_t stat(const std::string &name)
    {
        m_connection.write("stats\r\n");
        std::uint64_t value = 0;
        for (std::string line; (line = m_connection.readLine()) != "END";)
            if (line.starts_with("STAT " + name + ' '))
                value = std::stoull(line.substr(name.size() + 6));
        return value;
    }

    /// When the second hand of the server moves.
    Clock::time_point nextTick()
    {
        const std::uint64_t before = stat("time");
        while (stat("time") == before)
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        return Clock::now();
    }

private:
    Connection m_connection;
};

/// The simulated side, driven with the times at which the server was asked.
struct Twin {
    Twin(std::uint64_t megabytes)
        : node(options(megabytes), &books)
    {
    }
    static NodeOptions options(std::uint64_t megabytes)
    {
        NodeOptions out;
        out.capacity = { CapacityUnit::bytes, megabytes << 20 };
        out.expiry = Expiry::swept;
        return out;
    }
    static EntryKey keyOf(const ServerRequest &request) { return EntryKey::of(0, request.id); }

    void store(const ServerRequest &request, const ServerStream &stream, SimTime now)
    {
        StoreRequest out;
        out.key = keyOf(request);
        out.now = now;
        const std::int64_t ttl = stream.ttl(request.id);
        out.deadline = ttl > 0 ? now + Duration { ttl * 1'000'000'000 } : SimTime::never();
        out.latestDeadline = out.freshUntil = out.deadline;
        out.keyBytes = ServerStream::keyBytes;
        out.valueBytes = stream.valueBytes(request.id);
        node.store(out);
    }

    std::vector<CacheCounters> counters = std::vector<CacheCounters>(1);
    CacheStock stock { { 0 }, { 0 }, 0, 0, 0 };
    CacheBooks books { &counters, &stock };
    MemcachedNode node;
};

struct Shares {
    double server = 0, node = 0;
    std::uint64_t serverItems = 0, nodeItems = 0;
    double seconds = 0;
};

/// Up to 16 requests for different keys, as they go to the server together.
std::vector<ServerRequest> batchOf(ServerStream &stream, ServerRequest &waiting, std::uint64_t &left)
{
    std::vector<ServerRequest> batch { waiting };
    std::set<std::uint64_t> ids { waiting.id };
    while (--left > 0) {
        waiting = stream.next();
        if (batch.size() == 16 || !ids.insert(waiting.id).second)
            break;
        batch.push_back(waiting);
    }
    return batch;
}

/// Plays the stream through both; counts the reads of its second part. `pause` stretches it over real time.
Shares play(const nlohmann::json &definition, std::uint64_t megabytes, std::chrono::microseconds pause)
{
    const ServerProcess server(installedProgram("memcached"), [&](int port, const std::string &) {
        return std::vector<std::string> { "-l", "127.0.0.1", "-p", std::to_string(port), "-U", "0", "-m",
            std::to_string(megabytes), "-t", "1", "-u", "nobody" };
    });
    MemcachedText client(server.port());
    const Clock::time_point start = client.nextTick();
    const auto now = [&] {
        return SimTime { std::chrono::duration_cast<std::chrono::nanoseconds>(Clock::now() - start).count() };
    };

    Twin twin(megabytes);
    ServerStream stream(definition);
    ServerRequest waiting = stream.next();
    double reads = 0, serverHits = 0, nodeHits = 0;
    for (std::uint64_t left = stream.requests; left > 0;) {
        const bool counts = left <= stream.requests - stream.warmUp;
        const std::vector<ServerRequest> batch = batchOf(stream, waiting, left);
        const SimTime asked = now();
        const std::vector<bool> hits = client.ask(batch);
        std::vector<ServerRequest> missed, missedByTwin;
        for (std::size_t i = 0; i < batch.size(); ++i) {
            if (batch[i].op == 'D') {
                twin.node.invalidate(Twin::keyOf(batch[i]), asked);
                continue;
            }
            const bool hit = twin.node.lookup(Twin::keyOf(batch[i]), asked, {}) != nullptr;
            reads += counts;
            serverHits += counts && hits[i];
            nodeHits += counts && hit;
            if (!hits[i])
                missed.push_back(batch[i]);
            if (!hit)
                missedByTwin.push_back(batch[i]);
        }
        const SimTime stored = now();
        client.store(missed, stream);
        for (const ServerRequest &request : missedByTwin)
            twin.store(request, stream, stored);
        std::this_thread::sleep_for(pause);
    }
    return { serverHits / reads, nodeHits / reads, client.stat("curr_items"), twin.node.entries(), now().seconds() };
}

void compare(const char *name, const nlohmann::json &definition, std::uint64_t megabytes, double points,
    std::chrono::microseconds pause = {})
{
    if (installedProgram("memcached").empty()) {
        std::printf("SKIPPED: memcached is not installed\n");
        return;
    }
    const Shares shares = play(definition, megabytes, pause);
    const double error = 100 * (shares.node - shares.server);
    std::printf("memcached, %s: server %.5f, node %.5f, %+.3f points; items %llu, %llu; %.1f s\n", name, shares.server,
        shares.node, error, static_cast<unsigned long long>(shares.serverItems),
        static_cast<unsigned long long>(shares.nodeItems), shares.seconds);
    CHECK(std::fabs(error) <= points);
    const double items = static_cast<double>(shares.serverItems);
    CHECK(std::fabs(static_cast<double>(shares.nodeItems) - items) <= 0.01 * items);
}

nlohmann::json zipf(std::uint64_t requests)
{
    return { { "requests", requests }, { "warmup", requests / 2 }, { "rate", 1 }, { "pattern", "zipf" },
        { "n", 20'000 }, { "alpha", 0.9 }, { "seed", 20240607 } };
}

} // namespace

TEST_CASE("memcached on loopback: Zipf reads in three pages")
{
    compare("Zipf", zipf(120'000), 3, 0.3);
}

TEST_CASE("memcached on loopback: values of a TTL of two whole seconds")
{
    nlohmann::json stream = zipf(60'000);
    stream["ttl"] = 2;
    compare("TTL 2 s", stream, 64, 0.3, std::chrono::microseconds(1000));
}

TEST_CASE("memcached on loopback: sizes of many classes and deletions")
{
    nlohmann::json stream = zipf(120'000);
    stream["size"] = "lognorm";
    stream["wfrac"] = 0.05;
    stream["wop"] = "D";
    compare("log-normal sizes, deletions", stream, 10, 0.3);
}
