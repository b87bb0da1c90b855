// SPDX-License-Identifier: GPL-3.0-or-later
#include "sample.h"

#include <boost/random/mersenne_twister.hpp>
#include <cstdio>
#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

using namespace cs;
using namespace cs::test;

namespace
{

std::string sampleLog(int lines)
{
    std::string text;
    for (int i = 0; i < lines; ++i)
        text += "10.0.0." + std::to_string(i % 9) + " - - [17/May/2015:10:05:" + (i % 60 < 10 ? "0" : "")
            + std::to_string(i % 60) + " +0000] \"GET /item/" + std::to_string(i * 7919 % 1000) + " HTTP/1.1\" 200 "
            + std::to_string(i * 31 % 5000) + "\n";
    return text;
}

long peakKilobytes()
{
    rusage usage = {};
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
}

} // namespace

TEST_CASE("packed logs read like plain ones, whatever their name; members and frames follow each other")
{
    const std::string text = sampleLog(3000);
    const auto plain = readText(text);
    REQUIRE(plain.requests.size() == 3000);
    const std::string half = text.substr(0, text.size() / 2), rest = text.substr(text.size() / 2);
    const std::string skippable("\x53\x2a\x4d\x18\x04\x00\x00\x00junk", 12);
    for (const auto &packed : { gzipped(text), zstandard(text), gzipped(half) + gzipped(rest),
             gzipped(half) + gzipped(rest) + std::string(700, '\0'), zstandard(half) + zstandard(rest),
             skippable + zstandard(half) + skippable + zstandard(rest) }) {
        const auto trace = readText(packed, "misleading.txt");
        CHECK(trace.error == "");
        REQUIRE(trace.requests.size() == plain.requests.size());
        for (std::size_t i = 0; i < trace.requests.size(); i += 97) {
            CHECK(trace.requests[i].key == plain.requests[i].key);
            CHECK(trace.requests[i].time == plain.requests[i].time);
        }
    }
}

TEST_CASE("packed logs cut short anywhere are an error that names the file and how far it went")
{
    const std::string text = sampleLog(300);
    for (const auto &packed : { gzipped(text), zstandard(text) }) {
        const TempFile file("cut.log.gz", packed);
        for (std::size_t length = 5; length < packed.size(); length += length < 60 ? 1 : 7) {
            CAPTURE(length);
            file.write(packed.substr(0, length));
            const auto trace = readTrace(file.path());
            CHECK(trace.error.find("cut.log.gz") != std::string::npos);
            CHECK(trace.error.find(
                      "cut short after " + std::to_string(length) + " of " + std::to_string(length) + " bytes")
                != std::string::npos);
        }
    }
}

TEST_CASE("flipped bits give an error or fewer lines, never anything worse")
{
    const std::string text = sampleLog(200);
    boost::random::mt19937_64 engine(4);
    int errors = 0;
    for (const auto &bytes : { gzipped(text), zstandard(text) }) {
        const TempFile file("flip.log", bytes);
        for (int i = 0; i < 300; ++i) {
            std::string damaged = bytes;
            damaged[engine() % damaged.size()] ^= static_cast<char>(1 << engine() % 8);
            file.write(damaged);
            const auto trace = readTrace(file.path());
            errors += trace.error.empty() ? 0 : 1;
            CHECK((trace.requests.size() <= 200 || !trace.error.empty()));
        }
    }
    CHECK(errors > 550); // only header bytes without meaning may be flipped unnoticed
    const TempFile file("flip.log", text);
    for (int i = 0; i < 300; ++i) {
        std::string damaged = text;
        for (int flips = 0; flips < 20; ++flips)
            damaged[engine() % damaged.size()] ^= static_cast<char>(1 << engine() % 8);
        file.write(damaged);
        const auto trace = readTrace(file.path());
        CHECK(trace.error == "");
        CHECK(trace.requests.size() + trace.skipped >= 170);
        CHECK(trace.requests.size() >= 150);
    }
}

TEST_CASE("a line of two gigabytes costs bounded memory and is one malformed line")
{
    const TempFile file("long.log", sampleLog(10));
    const int descriptor = ::open(file.path().c_str(), O_WRONLY);
    REQUIRE(descriptor >= 0);
    const std::string tail = "\n" + sampleLog(5);
    // A hole in the file reads as zeros and takes no room on the disk.
    REQUIRE(::pwrite(descriptor, tail.data(), tail.size(), 2'000'000'000) == static_cast<ssize_t>(tail.size()));
    ::close(descriptor);
    const long before = peakKilobytes();
    const auto trace = readTrace(file.path());
    CHECK(trace.error == "");
    CHECK(trace.requests.size() == 15);
    CHECK(trace.skipped == 1);
    REQUIRE(trace.problems.size() == 1);
    CHECK(trace.problems[0].place.ends_with("long.log:11"));
    CHECK(trace.problems[0].message.find("longer than") != std::string::npos);
    CHECK(peakKilobytes() - before < 32 * 1024);
}

TEST_CASE("any bytes are read to an end in every format")
{
    boost::random::mt19937_64 engine(8);
    const std::string alphabets[] = { "\"\\{}[]:,0123456789eE.+-tfn \n", "- []\"GET /HTP1.:+0\\x\n",
        std::string("\0\xff\x1f\x8b\x28\xb5,\";\n*", 11) };
    const TempFile file("any.bin", "x");
    for (int i = 0; i < 600; ++i) {
        const auto &alphabet = alphabets[engine() % 3];
        std::string bytes(1 + engine() % 400, ' ');
        for (char &c : bytes)
            c = alphabet[engine() % alphabet.size()];
        file.write(bytes);
        for (const auto &format : NameTable<TraceFormat>::table) {
            const auto trace = readTrace(file.path(), format.value);
            CHECK(trace.requests.size() + trace.skipped <= bytes.size());
            CHECK(trace.problems.size() <= 5);
            for (std::size_t k = 1; k < trace.requests.size(); ++k)
                CHECK(trace.requests[k - 1].time <= trace.requests[k].time);
        }
    }
}
