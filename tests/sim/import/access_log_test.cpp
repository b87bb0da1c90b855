// SPDX-License-Identifier: GPL-3.0-or-later
#include "sample.h"

#include "sim/io/import/text_scan.h"
#include "sim/io/import/url_grouping.h"
#include "tests/support/paths.h"

#include <doctest/doctest.h>

using namespace cs;
using namespace cs::test;

namespace
{

const std::string agent = " \"-\" \"Mozilla/5.0 (X11; \\\"quoted\\\")\"";

std::string line(const std::string &request, const std::string &rest = "200 10",
    const std::string &time = "17/May/2015:10:05:03 +0000")
{
    return "10.0.0.1 - - [" + time + "] \"" + request + "\" " + rest + "\n";
}

} // namespace

TEST_CASE("common and combined lines give method, key, size, client and time")
{
    const auto trace = readText(line("GET /a HTTP/1.1", "200 10" + agent) + line("POST /a HTTP/2.0", "302 -" + agent)
        + "2001:db8::7 - john smith [17/May/2015:12:05:05 +0200] \"HEAD http://site.example/a HTTP/1.0\" 304 -" + agent
        + "\n" + line("DELETE /a HTTP/1.1", "204 0", "17/May/2015:10:06:60 +0000") + line("OPTIONS * HTTP/1.1", "200 -")
        + line("GET /with \\\"quote\\\" HTTP/1.1") + line("GET /with \\x22quote\\x22 HTTP/1.1") + line("GET /old"));
    CHECK(trace.error == "");
    CHECK(trace.skipped == 0);
    REQUIRE(trace.requests.size() == 7);
    const auto &r = trace.requests;
    CHECK(r[0].size == 10);
    CHECK(r[1].op == TraceOp::write);
    CHECK(r[2].op == TraceOp::read);
    CHECK(r[2].client == scan::hashText("2001:db8::7"));
    CHECK(r[0].key == r[1].key);
    CHECK(r[0].key == r[2].key);
    CHECK(r[2].time.ns == 2'000'000'000);
    CHECK(r[3].op == TraceOp::remove);
    CHECK(r[3].time.ns == 117'000'000'000); // a leap second is the next minute's first
    CHECK(r[4].key == r[5].key);
    CHECK(r[4].key == scan::hashText("/with \"quote\""));
}

TEST_CASE("requests of one whole second are spread over it, in their order")
{
    std::string text;
    for (int i = 0; i < 4; ++i)
        text += line("GET /" + std::to_string(i) + " HTTP/1.1");
    text += line("GET /x HTTP/1.1", "200 10", "17/May/2015:10:05:05 +0000");
    text += line("GET /y HTTP/1.1", "200 10", "17/May/2015:10:05:04 +0000"); // earlier than the one before
    const auto trace = readText(text);
    REQUIRE(trace.requests.size() == 6);
    for (int i = 0; i < 4; ++i)
        CHECK(trace.requests[i].time.ns == i * 250'000'000);
    CHECK(trace.requests[4].time.ns == 2'000'000'000);
    CHECK(trace.requests[5].time.ns == 2'500'000'000);

    std::string many;
    for (int i = 0; i < 200'000; ++i)
        many += "h - - [17/May/2015:10:05:03 +0000] \"GET / HTTP/1.1\" 200 1\n";
    const auto burst = readText(many);
    REQUIRE(burst.requests.size() == 200'000);
    CHECK(
        std::is_sorted(burst.requests.begin(), burst.requests.end(), [](auto &a, auto &b) { return a.time < b.time; }));
    CHECK(burst.requests.back().time.ns < 1'000'000'000);
}

TEST_CASE("lines that are no requests are counted, the first five shown with their number")
{
    const auto trace = readText(line("GET /a HTTP/1.1") + line("\\x16\\x03\\x01", "400 226") + line("-", "408 -") + "\n"
        + "garbage\n" + line("GET /b HTTP/1.1", "2x0 10") + line("GET /b HTTP/1.1", "200 ten")
        + line("GET /b HTTP/1.1", "200 1", "31/Feb/2015:10:05:03 +0000") + line("GET nowhere HTTP/1.1")
        + "10.0.0.1 - - [17/May/2015:10:05:03 +0000] \"GET /unfinished");
    CHECK(trace.requests.size() == 1);
    CHECK(trace.skipped == 8);
    REQUIRE(trace.problems.size() == 5);
    CHECK(trace.problems[0].place.ends_with("sample.log:2"));
    CHECK(trace.problems[0].message == "the request line is no HTTP request: \"\\x16\\x03\\x01\"");
    CHECK(trace.problems[1].message == "the line records no request (\"-\")");
    CHECK(trace.problems[2].place.ends_with(":5"));
    CHECK(trace.problems[3].message == "status: expected three digits, found \"2x0\"");
    CHECK(trace.problems[4].message == "size: expected bytes or -, found \"ten\"");
}

TEST_CASE("request times: seconds, microseconds, whole seconds, bytes in and out")
{
    std::string what;
    const auto latency = [&](const std::string &first, const std::string &second, TimeUnit unit = TimeUnit::automatic) {
        const auto records = readRecords(
            line("GET /a HTTP/1.1", "200 100" + first) + line("GET /b HTTP/1.1", "200 100" + second), {}, unit, &what);
        REQUIRE(records.size() == 2);
        return records[0].latency;
    };
    CHECK(latency(agent + " 0.125", agent + " 0.004") == doctest::Approx(0.125));
    CHECK(what == "combined access log with request time in seconds");
    CHECK(latency(agent + " 125000", agent + " 4000") == doctest::Approx(0.125));
    CHECK(what == "combined access log with request time in microseconds");
    CHECK(latency(" 125000", " 4000") == doctest::Approx(0.125));
    CHECK(what == "common access log with request time in microseconds");
    CHECK(latency(agent + " 2", agent + " 0") == doctest::Approx(2));
    CHECK(latency(agent + " 125", agent + " 4", TimeUnit::milliseconds) == doctest::Approx(0.125));
    CHECK(latency(agent + " rt=0.125 uct=0.001", agent + " rt=0.100 uct=-") == doctest::Approx(0.125));
    CHECK(latency(agent + " \"-\" 0.125", agent + " \"-\" 0.125") == doctest::Approx(0.125));
    CHECK(latency(agent + " 523 0.125 [up]", agent + " 400 0.125 [up]") == doctest::Approx(0.125));
    CHECK(latency(agent + " 523 420", agent + " 400 390") < 0); // mod_logio
    CHECK(what == "combined access log");
    CHECK(latency(agent + " 523 420 125000", agent + " 400 390 90") == doctest::Approx(0.125));
    CHECK(latency("", "") < 0);
}

TEST_CASE("described formats")
{
    const auto check = [](const std::string &format, const std::string &text, double seconds) {
        CAPTURE(format);
        const auto records = readRecords(text + "\n", format);
        REQUIRE(records.size() == 1);
        const auto &record = records[0];
        CHECK(record.wallNs / 1'000'000'000 == 1431857103);
        // Another virtual host is another object.
        CHECK(record.request.key
            == scan::hashText("/a/1?x=y", format.starts_with("%v") ? scan::hashText("example.org") : 0));
        CHECK(record.status == 200);
        CHECK(record.request.size == 77);
        CHECK(record.latency == doctest::Approx(seconds));
        CHECK(record.request.op == TraceOp::read);
        return record;
    };
    check(R"(%v:%p %h %l %u %t "%r" %>s %O "%{Referer}i" "%{User-Agent}i" %D)",
        R"(example.org:443 1.2.3.4 - - [17/May/2015:10:05:03 +0000] "GET /a/1?x=y HTTP/1.1" 200 77 "-" "a \"b\"" 1500)",
        0.0015);
    const auto fine = check(R"(LogFormat "%{%Y-%m-%d %H:%M:%S}t.%{msec_frac}t %m %U%q %s %B %{ms}T %I %X" fine)",
        "2015-05-17 10:05:03.250 GET /a/1?x=y 200 77 12 300 +", 0.012);
    CHECK(fine.wallNs % 1'000'000'000 == 250'000'000);
    check(
        R"(log_format main '$remote_addr - $remote_user [$time_local] "$request" ' '$status $body_bytes_sent $request_time $upstream_response_time "$http_user_agent"';)",
        R"(1.2.3.4 - - [17/May/2015:12:05:03 +0200] "GET /a/1?x=y HTTP/2.0" 200 77 0.250 0.100, 0.150 "ua")", 0.25);
    check("$msec|$request_method|$uri$is_args$args|$status|$bytes_sent|$request_time|${custom_thing_nobody_knows}",
        "1431857103.500|GET|/a/1?x=y|200|77|0.250|whatever", 0.25);
    check(R"({"t":"$time_iso8601","r":"$request","s":$status,"b":$body_bytes_sent,"d":$request_time})",
        R"({"t":"2015-05-17T10:05:03+00:00","r":"GET /a/1?x=y HTTP/1.1","s":200,"b":77,"d":0.250})", 0.25);
    check("%{sec}t %h \"%r\" %>s %b %T", "1431857103 ::1 \"GET /a/1?x=y HTTP/1.1\" 200 77 3", 3);
}

TEST_CASE("formats that cannot work say what is missing or misspelt")
{
    const auto error = [](const std::string &format) {
        return readText(line("GET /a HTTP/1.1"), "a.log", TraceFormat::automatic, format).error;
    };
    CHECK(error("%h \"%r\" %>s %b").find("has no time") != std::string::npos);
    CHECK(error("%h %t %>s %b").find("has no request (method and path)") != std::string::npos);
    CHECK(error("%t %U").find("has no method") != std::string::npos);
    CHECK(error("%t %m").find("has no path") != std::string::npos);
    CHECK(error("%{%H:%M}t %r").find("has no day") != std::string::npos);
    CHECK(error("%h%u %t %r").find("nothing between %h and %u") != std::string::npos);
    CHECK(error("%t \"%r\" %Z").find("no directive \"%Z\"") != std::string::npos);
    CHECK(error("%t %{Referer").find("{ without }") != std::string::npos);
    CHECK(error("[$time_locl] \"$request\"").find("did you mean $time_local?") != std::string::npos);
    CHECK(error("[$time_local] \"$reqest\" $status").find("did you mean $request?") != std::string::npos);
    CHECK(error("nothing").find("names no field") != std::string::npos);
}

TEST_CASE("URLs are grouped into endpoints")
{
    CHECK(endpointPath("/") == "/");
    CHECK(endpointPath("/api/users/17?x=1#top") == "/api/users/:id");
    CHECK(endpointPath("/api/users/") == "/api/users");
    CHECK(endpointPath("/v1/users/550e8400-e29b-41d4-a716-446655440000/orders") == "/v1/users/:id/orders");
    CHECK(endpointPath("/c/deadbeef01") == "/c/:id");
    CHECK(endpointPath("/feedback") == "/feedback");
    CHECK(endpointPath("/t/dGhpcyBpcyBhIHRva2Vu42") == "/t/:id");
    CHECK(endpointPath("/blog/how-to-brew-good-coffee") == "/blog/:id");
    CHECK(endpointPath("/blog/how-to-brew-good-coffee.html") == "/blog/:id.html");
    CHECK(endpointPath("/orders/order-10423") == "/orders/:id");
    CHECK(endpointPath("/a/joe@example.org") == "/a/:id");
    CHECK(endpointPath("/api/contact-us") == "/api/contact-us");
    CHECK(endpointPath("https://example.org/api/users/5") == "/api/users/:id");
    CHECK(endpointPath("https://example.org") == "/");
    CHECK(endpointPath("/static/app.4f2a.JS?v=3") == "*.js");
    CHECK(endpointPath(std::string(100'000, '/') + "a").size() < 300);
    CHECK(endpointPath(std::string(10'000, 'a')) == "/:id");
    std::string scratch;
    CHECK(cacheKey("/a?utm_source=x&b=1&gclid=2&c#frag", scratch) == "/a?b=1&c");
    CHECK(cacheKey("/a?utm_source=x", scratch) == "/a");
    CHECK(cacheKey("http://h/a?b", scratch) == "/a?b");
}

TEST_CASE("the real log is read whole")
{
    const auto path = realDataPath("logs/apache_combined.log.gz");
    if (path.empty()) {
        MESSAGE("SKIPPED: logs/apache_combined.log.gz is not here");
        return;
    }
    const auto trace = readTrace(path);
    CHECK(trace.error == "");
    CHECK(trace.format == TraceFormat::combined);
    CHECK(trace.skipped == 0);
    CHECK(trace.requests.size() == 9999); // 10,000 lines, one of them OPTIONS
    std::size_t writes = 0;
    for (const auto &request : trace.requests)
        writes += request.op == TraceOp::read ? 0 : 1;
    CHECK(writes == 5);
}
