// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/io/model_codecs.h"

#include "sim/core/units.h"
#include "sim/io/record_io.h"
#include "sim/io/scalar_codecs.h"
#include "sim/io/scenario_fields.h"

#include <cmath>

namespace cs
{

namespace
{

template <class Io>
void listFields(Io &io, PopularityLaw law)
{
    switch (law) {
    case PopularityLaw::zipf:
        io.required("exponent", &Popularity::exponent, Number {});
        break;
    case PopularityLaw::uniform:
        break;
    case PopularityLaw::hotspot:
        io.required("keys_share", &Popularity::keysShare, Quantity { Unit::share });
        io.required("reads_share", &Popularity::readsShare, Quantity { Unit::share });
        break;
    case PopularityLaw::exponential:
        io.required("rate", &Popularity::rate, Number {});
        break;
    case PopularityLaw::table:
        io.required("weights", &Popularity::weights, List<Number> {});
        break;
    }
}

/// Whole bytes or entries out of a quantity, with an error beyond what a count holds.
std::optional<std::uint64_t> wholeAmount(const ValueIn &in, const Result<double> &value)
{
    if (!value) {
        in.report(value.error().message, value.error().hint);
        return std::nullopt;
    }
    if (*value > 1e18) {
        in.expected("at most 1e18");
        return std::nullopt;
    }
    return static_cast<std::uint64_t>(std::llround(*value));
}

bool mentions(const std::string &text, std::string_view word)
{
    return text.find(word) != std::string::npos;
}

} // namespace

void PopularityCodec::read(const ValueIn &in, Popularity &out) const
{
    if (in.is("uniform")) {
        out = {};
        return;
    }
    if (in.kind() != JsonKind::object) {
        in.expected("an object such as { \"law\": \"zipf\", \"exponent\": 0.9 }");
        return;
    }
    Popularity popularity;
    MembersReader<Popularity> reader(in, popularity);
    const JsonNode *name = reader.take("law");
    if (!name) {
        in.errors.report(
            in.place.member("law").text(), "is missing; expected one of zipf, uniform, hotspot, exponential or table");
        return;
    }
    std::optional<PopularityLaw> law;
    Optional<Word<PopularityLaw>> { { "a law of popularity" } }.read(
        { in.document, *name, in.place.member("law"), in.errors }, law);
    if (in.errors.touches(in.place.member("law").text()))
        return;
    popularity.law = *law;
    listFields(reader, popularity.law);
    reader.reportUnknown();
    out = std::move(popularity);
}

JsonTree PopularityCodec::write(const Popularity &popularity) const
{
    RecordWriter<Popularity> writer(popularity);
    writer.add("law", JsonTree::text(nameOf(popularity.law)));
    listFields(writer, popularity.law);
    return std::move(writer).tree();
}

void CapacityCodec::read(const ValueIn &in, Capacity &out) const
{
    if (in.is("none")) {
        out = {};
        return;
    }
    if (in.kind() != JsonKind::string) {
        in.expected(std::string(expectation()));
        return;
    }
    const std::string text = in.string();
    const bool entries = mentions(text, "entr") || mentions(text, "ENTR") || mentions(text, "Entr");
    const auto value = parseQuantity(text, entries ? Unit::entries : Unit::bytes);
    if (!value && !entries) {
        const std::string_view words[] = { "none" };
        const std::string hint = didYouMean(text, words);
        in.report(value.error().message + ", a count such as \"100 entries\", or \"none\"",
            hint.empty() ? value.error().hint : hint);
        return;
    }
    if (const auto amount = wholeAmount(in, value))
        out = { entries ? CapacityUnit::entries : CapacityUnit::bytes, *amount };
}

JsonTree CapacityCodec::write(const Capacity &capacity) const
{
    switch (capacity.unit) {
    case CapacityUnit::none:
        return JsonTree::text("none");
    case CapacityUnit::bytes:
        return JsonTree::text(formatQuantity(static_cast<double>(capacity.amount), Unit::bytes));
    case CapacityUnit::entries:
        return JsonTree::text(formatQuantity(static_cast<double>(capacity.amount), Unit::entries));
    }
    return {};
}

void WholeBytes::read(const ValueIn &in, std::uint64_t &out) const
{
    if (in.kind() != JsonKind::string)
        in.expected(std::string(expectation()));
    else if (const auto amount = wholeAmount(in, parseQuantity(in.string(), Unit::bytes)))
        out = *amount;
}

JsonTree WholeBytes::write(std::uint64_t bytes) const
{
    return JsonTree::text(formatQuantity(static_cast<double>(bytes), Unit::bytes));
}

void OverheadCodec::read(const ValueIn &in, Overhead &out) const
{
    static constexpr std::string_view words[] = { "redis", "memcached", "none" };
    if (in.kind() != JsonKind::string) {
        in.expected(std::string(expectation()));
    } else if (in.is("none")) {
        out = {};
    } else if (in.is("redis")) {
        out = { OverheadKind::redis, 0 };
    } else if (in.is("memcached")) {
        out = { OverheadKind::memcached, 0 };
    } else if (const std::string hint = didYouMean(in.string(), words); !hint.empty() && in.string().size() > 3) {
        in.expected(std::string(expectation()), hint);
    } else if (const auto amount = wholeAmount(in, parseQuantity(in.string(), Unit::bytes))) {
        out = { OverheadKind::bytes, *amount };
    }
}

JsonTree OverheadCodec::write(const Overhead &overhead) const
{
    switch (overhead.kind) {
    case OverheadKind::none:
        return JsonTree::text("none");
    case OverheadKind::redis:
        return JsonTree::text("redis");
    case OverheadKind::memcached:
        return JsonTree::text("memcached");
    case OverheadKind::bytes:
        return JsonTree::text(formatQuantity(static_cast<double>(overhead.bytes), Unit::bytes));
    }
    return {};
}

void RoutingCodec::read(const ValueIn &in, Routing &out) const
{
    Routing routing;
    if (in.kind() == JsonKind::array) {
        routing.kind = RoutingKind::weights;
        List<Number> {}.read(in, routing.weights);
    } else {
        Word<RoutingKind> { "a way of routing, or an array of weights" }.read(in, routing.kind);
    }
    out = std::move(routing);
}

JsonTree RoutingCodec::write(const Routing &routing) const
{
    return routing.kind == RoutingKind::weights ? List<Number> {}.write(routing.weights)
                                                : Word<RoutingKind> {}.write(routing.kind);
}

void RulesCodec::read(const ValueIn &in, std::vector<RuleEntry> &out) const
{
    if (in.kind() != JsonKind::object) {
        in.expected(std::string(expectation()));
        return;
    }
    const MembersIn members(in);
    for (const auto &[name, node] : members.all()) {
        auto &[type, rule] = out.emplace_back();
        type = name;
        if (node->kind != JsonKind::null)
            Record {}.read({ in.document, *node, in.place.entry(name), in.errors }, rule.emplace());
    }
}

JsonTree RulesCodec::write(const std::vector<RuleEntry> &rules) const
{
    JsonTree tree = JsonTree::of(JsonTree::Shape::map);
    for (const auto &[type, rule] : rules)
        tree.add(type, rule ? Record {}.write(*rule) : JsonTree::raw("null"));
    return tree;
}

void PageReadsCodec::read(const ValueIn &in, std::vector<PageReads> &out) const
{
    if (in.kind() != JsonKind::object) {
        in.expected(std::string(expectation()));
        return;
    }
    const MembersIn members(in);
    for (const auto &[name, node] : members.all())
        Count { 1, 1000 }.read(
            { in.document, *node, in.place.entry(name), in.errors }, out.emplace_back(name, 1).second);
}

JsonTree PageReadsCodec::write(const std::vector<PageReads> &reads) const
{
    JsonTree tree = JsonTree::of(JsonTree::Shape::map);
    for (const auto &[type, keys] : reads)
        tree.add(type, Count {}.write(keys));
    return tree;
}

void PricesCodec::read(const ValueIn &in, Prices &out) const
{
    if (in.kind() != JsonKind::object) {
        in.expected("an object such as { \"currency\": \"USD\", \"redis_gb_month\": 12 }");
        return;
    }
    const MembersIn members(in);
    for (const auto &[key, node] : members.all()) {
        const ValueIn value { in.document, *node, in.place.member(key), in.errors };
        if (key == "currency")
            Text {}.read(value, out.currency);
        else
            Number {}.read(value, out.items.emplace_back(key, 0).second);
    }
}

JsonTree PricesCodec::write(const Prices &prices) const
{
    JsonTree tree = JsonTree::of(JsonTree::Shape::map);
    tree.add("currency", JsonTree::text(prices.currency));
    for (const auto &[key, price] : prices.items)
        tree.add(key, Number {}.write(price));
    return tree;
}

} // namespace cs
