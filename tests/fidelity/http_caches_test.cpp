// SPDX-License-Identifier: GPL-3.0-or-later
// nginx and Varnish in front of a small origin, and the simulator with the same requests at the times at which they
// were really sent: collapsing, stale-while-revalidate, and expiry with revalidation must agree to the request.
//
// What is known to be different lies between the times chosen here: nginx counts in whole seconds, so that max-age=1
// ends between 1 and 2 s (Varnish: at 1 s); it looks only every 500 ms whether what it waits for has come; its lock
// does not cover expired values. So nothing is asked between 1 and 2 s after a fetch, waiting times are not compared,
// and crowds come for cold keys only.
#include "tests/fidelity/http_origin.h"
#include "tests/fidelity/server_process.h"
#include "tests/support/scenarios.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <thread>
#include <unistd.h>

using namespace cs;
using namespace cs::test;

namespace
{

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

/// Something to do at a time: a read, or a change of the content at the origin.
struct Step {
    Step(int when, bool change = false)
        : at(when)
        , isChange(change)
    {
    }
    int at; ///< milliseconds from the start
    bool isChange;
};

struct HttpCase {
    std::string name, path;
    HttpOrigin::Resource resource;
    Rule rule; ///< what the server does, as the simulator says it
    std::vector<Step> steps;
};

/// What became of a step at the server.
struct Done {
    Clock::time_point at;
    bool isChange = false;
    std::string state; ///< the server's word for how it found the answer
    unsigned version = 0, newest = 0; ///< of the content, when it was asked for
    bool isLate = false;
};

/// Counts that must be the same on both sides.
struct Outcome {
    std::uint64_t origin = 0; ///< requests that reached it
    std::uint64_t notModified = 0; ///< of them
    std::uint64_t fetched = 0; ///< reads that went there
    std::uint64_t fromCache = 0; ///< fresh, or waited for another's fetch
    std::uint64_t stale = 0; ///< served past their freshness
    std::uint64_t outdated = 0; ///< older than the origin's content
    bool operator==(const Outcome &) const = default;
    std::string text() const
    {
        char out[160];
        std::snprintf(out, sizeof out,
            "origin %2llu (304: %llu), fetched %2llu, cached %2llu, stale %llu, outdated %llu",
            static_cast<unsigned long long>(origin), static_cast<unsigned long long>(notModified),
            static_cast<unsigned long long>(fetched), static_cast<unsigned long long>(fromCache),
            static_cast<unsigned long long>(stale), static_cast<unsigned long long>(outdated));
        return out;
    }
};

std::vector<Step> crowd()
{
    std::vector<Step> steps;
    for (int i = 0; i < 20; ++i)
        steps.push_back({ 4 * i, false });
    for (int i = 0; i < 5; ++i)
        steps.push_back({ 2200 + 50 * i, false });
    return steps;
}

HttpCase httpCase(const char *name, const char *path, const char *cacheControl, int delay)
{
    HttpCase out;
    out.name = name;
    out.path = path;
    out.resource.cacheControl = cacheControl;
    out.resource.delay = milliseconds(delay);
    out.resource.check = milliseconds(100);
    return out;
}

/// Varnish asks with If-None-Match whenever it still has the expired value, also in the background.
std::vector<HttpCase> httpCases(bool checksInBackground)
{
    HttpCase each = httpCase("a crowd, each for itself", "/plain/crowd", "max-age=60", 700);
    each.rule.ttl = seconds(60);
    each.steps = crowd();

    HttpCase collapsed = httpCase("a crowd, collapsed", "/collapse/crowd", "max-age=60", 700);
    collapsed.rule = each.rule;
    collapsed.rule.coalesce = true;
    collapsed.steps = crowd();

    // Fetched at 0.5 s and by 3.6 s; between 3.0 and 3.5 s the fetch is under way. The change shows from then on.
    HttpCase stale = httpCase("stale-while-revalidate", "/stale/page", "max-age=1, stale-while-revalidate=30", 500);
    stale.rule.ttl = seconds(1);
    stale.rule.staleWhileRevalidate = seconds(30);
    stale.rule.coalesce = true;
    stale.rule.revalidate = checksInBackground;
    stale.steps = { { 0 }, { 900 }, { 1100, true }, { 3000 }, { 3200 }, { 4000 }, { 6300 }, { 7100 } };

    // Fetched at 0.2 s, confirmed at 2.8 s, changed at 3.3 s, which shows when that has expired.
    HttpCase checked = httpCase("expiry with revalidation", "/check/page", "max-age=1", 200);
    checked.rule.ttl = seconds(1);
    checked.rule.revalidate = true;
    checked.rule.coalesce = true;
    checked.steps = { { 0 }, { 600 }, { 2700 }, { 3200 }, { 3300, true }, { 3500 }, { 5600 }, { 6200 } };
    return { each, collapsed, stale, checked };
}

std::string nginxConfiguration(int port, int origin, const std::string &folder)
{
    const std::string location = "proxy_pass http://127.0.0.1:" + std::to_string(origin)
        + "; proxy_cache pages; add_header X-Cache $upstream_cache_status;";
    const auto temporary = [&](const std::string &kind) { return kind + "_temp_path " + folder + "/" + kind + ";\n"; };
    return "daemon off; master_process off; pid " + folder + "/pid; error_log " + folder + "/error.log;\n"
        + "events { worker_connections 512; }\nhttp {\naccess_log off;\n" + temporary("client_body")
        + temporary("proxy") + temporary("fastcgi") + temporary("scgi") + temporary("uwsgi") + "proxy_cache_path "
        + folder + "/cache keys_zone=pages:1m inactive=10m use_temp_path=off;\nserver {\nlisten 127.0.0.1:"
        + std::to_string(port) + " backlog=128;\n" + "location /plain/ { " + location + " }\n"
        + "location /collapse/ { " + location
        + " proxy_cache_lock on; proxy_cache_lock_timeout 20s; proxy_cache_lock_age 20s; }\n" + "location /stale/ { "
        + location + " proxy_cache_use_stale updating; proxy_cache_background_update on; }\n" + "location /check/ { "
        + location + " proxy_cache_revalidate on; }\n}\n}\n";
}

std::string varnishConfiguration(int origin)
{
    return "vcl 4.1;\nbackend default { .host = \"127.0.0.1\"; .port = \"" + std::to_string(origin) + R"("; }
sub vcl_recv { if (req.url ~ "^/plain/") { set req.hash_ignore_busy = true; } }
sub vcl_backend_response { if (bereq.url ~ "^/check/") { set beresp.grace = 0s; set beresp.keep = 60s; } }
sub vcl_miss { set req.http.X-Found = "MISS"; }
sub vcl_hit { if (obj.ttl >= 0s) { set req.http.X-Found = "HIT"; } else { set req.http.X-Found = "STALE"; } }
sub vcl_deliver { set resp.http.X-Cache = req.http.X-Found; }
)";
}

void write(const std::string &file, const std::string &text)
{
    std::ofstream(file) << text;
}

/// One step at its time, in a thread of its own.
void perform(const HttpCase &what, const Step &step, Clock::time_point start, int port, HttpOrigin &origin, Done &done)
{
    std::this_thread::sleep_until(start + milliseconds(step.at));
    done.isChange = step.isChange;
    done.at = Clock::now();
    // Closer than that no step is to another that it depends on.
    done.isLate = done.at > start + milliseconds(step.at) + milliseconds(150);
    if (step.isChange) {
        origin.change(what.path);
        return;
    }
    done.newest = origin.resource(what.path).version;
    try {
        const HttpAnswer answer = httpGet(port, what.path);
        if (const auto state = answer.headers.find("x-cache"); answer.status == 200 && state != answer.headers.end())
            done.state = state->second;
        done.version = static_cast<unsigned>(std::stoul(answer.body));
    } catch (const std::exception &error) {
        done.state = error.what();
    }
}

/// All cases side by side.
std::vector<std::vector<Done>> playAll(const std::vector<HttpCase> &cases, int port, HttpOrigin &origin)
{
    std::vector<std::vector<Done>> done;
    for (const HttpCase &each : cases)
        done.emplace_back(each.steps.size());
    std::vector<std::thread> threads;
    const Clock::time_point start = Clock::now() + milliseconds(200);
    for (std::size_t i = 0; i < cases.size(); ++i)
        for (std::size_t j = 0; j < cases[i].steps.size(); ++j)
            threads.emplace_back(perform, std::cref(cases[i]), std::cref(cases[i].steps[j]), start, port,
                std::ref(origin), std::ref(done[i][j]));
    for (std::thread &thread : threads)
        thread.join();
    return done;
}

Outcome measured(const HttpCase &what, const std::vector<Done> &steps, const HttpOrigin &origin)
{
    Outcome out;
    const HttpOrigin::Resource counted = origin.resource(what.path);
    out.origin = counted.requests;
    out.notModified = counted.notModified;
    for (const Done &step : steps) {
        if (step.isChange)
            continue;
        if (step.state == "HIT")
            ++out.fromCache;
        else if (step.state == "STALE" || step.state == "UPDATING")
            ++out.stale;
        else if (step.state == "MISS" || step.state == "EXPIRED" || step.state == "REVALIDATED")
            ++out.fetched;
        else
            FAIL("the cache answers ", step.state);
        out.outdated += step.version < step.newest;
    }
    return out;
}

/// The steps as a trace, at the times at which they were taken, through one point of presence.
Outcome simulated(const HttpCase &what, std::vector<Done> steps)
{
    std::sort(steps.begin(), steps.end(), [](const Done &a, const Done &b) { return a.at < b.at; });
    std::string text = "time_us,key,op\n";
    for (const Done &step : steps)
        text += std::to_string(
                    1 + std::chrono::duration_cast<std::chrono::microseconds>(step.at - steps.front().at).count())
            + ",page," + (step.isChange ? "set" : "get") + "\n";
    const std::string file
        = (std::filesystem::temp_directory_path() / ("cs-http-" + std::to_string(getpid()) + ".csv"));
    write(file, text);

    Scenario s = scenario(dataType(1, 0, 1), { layer(LayerKind::cdn, unlimited(), what.rule) }, 30, 0);
    DataType &type = s.workload.dataTypes.front();
    type.writes = {};
    type.missCost.dbTime = Law::constant(static_cast<double>(what.resource.delay.count()) / 1000);
    type.missCost.checkTime = Law::constant(static_cast<double>(what.resource.check.count()) / 1000);
    s.workload.trace.emplace().file = file;
    s.workload.trace->format = TraceFormat::csv;
    const RunResultPtr result = run(s);
    std::filesystem::remove(file);
    const Figures &f = result->layers.front().figures;
    Outcome out;
    out.origin = result->totals.originReads + f.refreshes;
    out.notModified = f.revalidated;
    out.fetched = result->totals.originReads;
    out.stale = f.staleServed;
    out.fromCache = f.hits - f.staleServed + f.coalesced;
    out.outdated = result->totals.staleReads;
    return out;
}

/// The requests are played again if the machine was too busy to send them in time.
void compare(const std::string &name, const std::vector<HttpCase> &cases, const std::string &program,
    const ServerProcess::Arguments &arguments, const std::function<void(int)> &setOrigin)
{
    for (int attempt = 1; attempt <= 3; ++attempt) {
        std::map<std::string, HttpOrigin::Resource> resources;
        for (const HttpCase &each : cases)
            resources.emplace(each.path, each.resource);
        HttpOrigin origin(resources);
        setOrigin(origin.port());
        const ServerProcess server(program, arguments);
        const auto done = playAll(cases, server.port(), origin);
        const bool late = std::any_of(done.begin(), done.end(), [](const auto &steps) {
            return std::any_of(steps.begin(), steps.end(), [](const Done &step) { return step.isLate; });
        });
        if (late) {
            std::printf("%s: a request was sent too late, attempt %d\n", name.c_str(), attempt);
            continue;
        }
        for (std::size_t i = 0; i < cases.size(); ++i) {
            const Outcome real = measured(cases[i], done[i], origin), model = simulated(cases[i], done[i]);
            std::printf("%-7s %-26s server:    %s\n%-34s simulator: %s\n", name.c_str(), cases[i].name.c_str(),
                real.text().c_str(), "", model.text().c_str());
            INFO(name, ", ", cases[i].name);
            CHECK(real.text() == model.text());
        }
        return;
    }
    std::printf("SKIPPED: this machine is too busy to send requests at their times\n");
}

} // namespace

TEST_CASE("nginx and the simulator: collapsing, stale-while-revalidate, revalidation")
{
    const std::string program = installedProgram("nginx");
    if (program.empty()) {
        std::printf("SKIPPED: nginx is not installed\n");
        return;
    }
    int origin = 0;
    const auto arguments = [&](int port, const std::string &folder) {
        const std::string file = folder + "/nginx.conf";
        write(file, nginxConfiguration(port, origin, folder));
        return std::vector<std::string> { "-c", file, "-p", folder };
    };
    compare("nginx", httpCases(false), program, arguments, [&](int port) { origin = port; });
}

TEST_CASE("Varnish and the simulator: collapsing, grace, revalidation")
{
    const std::string program = installedProgram("varnishd");
    if (program.empty()) {
        std::printf("SKIPPED: varnishd is not installed\n");
        return;
    }
    int origin = 0;
    const auto arguments = [&](int port, const std::string &folder) {
        const std::string file = folder + "/pages.vcl";
        write(file, varnishConfiguration(origin));
        return std::vector<std::string> { "-F", "-j", "none", "-n", folder + "/varnish", "-a",
            "127.0.0.1:" + std::to_string(port), "-f", file, "-s", "malloc,16m" };
    };
    compare("Varnish", httpCases(true), program, arguments, [&](int port) { origin = port; });
}
