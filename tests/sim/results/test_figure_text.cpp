// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/results/escape.h"
#include "sim/results/figure_text.h"
#include "tests/support/sample_runs.h"

#include <doctest/doctest.h>

using namespace cs;

TEST_CASE("figures read with their unit")
{
    CHECK(figureText(0.9214, Unit::share) == "92.1 %");
    CHECK(figureText(0.9996, Unit::share) == "99.96 %");
    CHECK(figureText(1, Unit::share) == "100 %");
    CHECK(figureText(0, Unit::share) == "0 %");
    CHECK(figureText(0.00012, Unit::share) == "0.0120 %");
    CHECK(figureText(0.999999, Unit::share) == "99.9999 %");
    CHECK(figureText(0.212, Unit::time) == "212 ms");
    CHECK(figureText(0.6667, Unit::rate) == "0.667 /s");
    CHECK(figureText(12345.6, Unit::rate) == "12,346 /s");
    CHECK(figureText(0, Unit::rate) == "0 /s");
    CHECK(figureText(1, Unit::entries) == "1 entry");
    CHECK(moneyText(1204.5, "USD") == "1,204.50 USD");
    CHECK(groupedNumber(-1234567.891, 1) == "-1,234,567.9");
    CHECK(groupedNumber(999, 0) == "999");
}

TEST_CASE("differences: points for shares, percent for the rest")
{
    CHECK(differenceText(0.8, 0.921, Unit::share) == "+12.1 points");
    CHECK(differenceText(0.01, 0.0099, Unit::share) == "-0.01 points");
    CHECK(differenceText(0.5, 0.5, Unit::share) == "0 points");
    CHECK(differenceText(0.25, 0.0425, Unit::time) == "-83 %");
    CHECK(differenceText(100, 101.5, Unit::rate) == "+1.5 %");
    CHECK(differenceText(0, 5, Unit::rate) == "new");
    CHECK(differenceText(0, 0, Unit::rate) == "0 %");
    CHECK(differenceText(5, 0, Unit::rate) == "-100 %");
    CHECK(differenceText(0.225, 0.0008, Unit::time) == "-99.6 %");
    CHECK(differenceText(1, 21, Unit::bytes) == "+2,000 %");
}

TEST_CASE("one line holds no control characters and no direction marks")
{
    CHECK(oneLine("a\nb\tc\r\n") == "a b c");
    CHECK(oneLine("  \x1b[31mred") == "[31mred");
    CHECK(oneLine("\u202eabc\u2066") == "abc");
    CHECK(oneLine("ok \xff\xc3") == "ok \uFFFD\uFFFD");
    CHECK(oneLine("overlong \xc0\xaf") == "overlong \uFFFD\uFFFD");
    CHECK(oneLine("surrogate \xed\xa0\x80") == "surrogate \uFFFD\uFFFD\uFFFD");
    CHECK(oneLine("") == "");
}

TEST_CASE("Markdown of user text has no effect")
{
    CHECK(markdownEscaped("a|b") == "a\\|b");
    CHECK(markdownEscaped("<b> & `x` *y* _z_ [l](u) # ~s~ $m$")
        == "&lt;b&gt; &amp; \\`x\\` \\*y\\* \\_z\\_ \\[l\\](u) \\# \\~s\\~ \\$m\\$");
    CHECK(markdownEscaped("- item") == "\\- item");
    CHECK(markdownEscaped("+ item") == "\\+ item");
    CHECK(markdownEscaped("---") == "\\---");
    CHECK(markdownEscaped("-92 %") == "-92 %");
    CHECK(markdownEscaped("91.8 %") == "91.8 %");
    CHECK(markdownEscaped("1. item") == "1\\. item");
    CHECK(markdownEscaped("12) item") == "12\\) item");
    CHECK(markdownEscaped("# heading") == "\\# heading");
    CHECK(markdownEscaped("===") == "\\=\\=\\=");
    CHECK(markdownEscaped("    code") == "code");
    CHECK(markdownEscaped("see https://x.example, www.x.example, WWW.x.example, a@x.example")
        == "see https\\://x.example, www\\.x.example, WWW\\.x.example, a\\@x.example");
    CHECK(markdownEscaped("GET /api/users/:id 2.5 - 3") == "GET /api/users/:id 2.5 - 3");
    for (const auto &name : test::hostileNames()) {
        const std::string escaped = markdownEscaped(name);
        CHECK(escaped.find('<') == std::string::npos);
        CHECK(escaped.find('\n') == std::string::npos);
        for (std::size_t i = 0; i < escaped.size(); ++i)
            if (escaped[i] == '|' || escaped[i] == '`' || escaped[i] == '[' || escaped[i] == '*') {
                CAPTURE(escaped);
                CHECK((i > 0 && escaped[i - 1] == '\\'));
            }
    }
}

TEST_CASE("XML of user text has no effect")
{
    CHECK(xmlEscaped("<a href=\"x\">'&'</a>") == "&lt;a href=&quot;x&quot;&gt;&#39;&amp;&#39;&lt;/a&gt;");
    CHECK(xmlEscaped(std::string("nul\0x", 5)) == "nul x");
}

TEST_CASE("CSV fields are quoted where they must be")
{
    CHECK(csvField("plain") == "plain");
    CHECK(csvField("a,b") == "\"a,b\"");
    CHECK(csvField("say \"x\"") == "\"say \"\"x\"\"\"");
    CHECK(csvField("two\nlines") == "\"two\nlines\"");
    CHECK(csvField(" blank") == "\" blank\"");
}

TEST_CASE("display width counts what a terminal shows")
{
    CHECK(displayWidth("abc") == 3);
    CHECK(displayWidth("\u00e4\u00b5") == 2);
    CHECK(displayWidth("\u6f22\u5b57") == 4);
    CHECK(displayWidth("\U0001F680") == 2);
    CHECK(displayWidth("e\u0301") == 1);
}
