// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/fields/law_text.h"

#include "sim/core/names.h"

#include <array>
#include <cmath>
#include <map>
#include <sstream>
#include <string_view>

namespace cs::ui
{

namespace
{

constexpr std::string_view lawWords[]
    = { "constant", "exponential", "lognormal", "uniform", "gpd", "gev", "table", "mixture", "per_key" };
constexpr std::string_view parameterWords[]
    = { "mean", "cv", "p50", "p99", "min", "max", "location", "scale", "shape", "weights", "values" };

bool isOneOf(std::string_view word, std::span<const std::string_view> words)
{
    for (const auto candidate : words)
        if (candidate == word)
            return true;
    return false;
}

/// The text behind each word: {"": "180ms", "cv": "1"}; the word of the law itself is under "law".
using Parts = std::map<std::string, std::string, std::less<>>;

Result<Parts> split(const std::string &text)
{
    Parts parts;
    std::string current;
    std::istringstream stream(text);
    std::string word;
    bool first = true;
    while (stream >> word) {
        if (first && isOneOf(word, lawWords)) {
            parts["law"] = word;
        } else if (isOneOf(word, parameterWords)) {
            if (parts.contains(word))
                return fail("\"" + word + "\" stands there twice");
            current = word;
            parts[current];
        } else {
            auto &part = parts[current];
            part += part.empty() ? word : " " + word;
        }
        first = false;
    }
    return parts;
}

Result<double> value(const Parts &parts, std::string_view name, Unit unit)
{
    const auto found = parts.find(name);
    if (found == parts.end() || found->second.empty())
        return fail("\"" + std::string(name) + "\" is missing");
    return parseQuantity(found->second, unit);
}

Result<void> read(const Parts &parts, std::initializer_list<std::pair<const char *, double *>> wanted, Unit unit)
{
    for (const auto &[name, target] : wanted) {
        const bool plain = std::string_view(name) == "cv" || std::string_view(name) == "shape";
        const auto number = value(parts, name, plain ? Unit::number : unit);
        if (!number)
            return tl::unexpected(number.error());
        *target = *number;
    }
    return {};
}

Result<std::vector<double>> readList(const std::string &text, Unit unit)
{
    std::vector<double> numbers;
    std::size_t start = 0;
    while (start <= text.size()) {
        const auto comma = std::min(text.find(',', start), text.size());
        const auto number = parseQuantity(text.substr(start, comma - start), unit);
        if (!number)
            return tl::unexpected(number.error());
        numbers.push_back(*number);
        start = comma + 1;
    }
    return numbers;
}

Result<void> onlyThese(const Parts &parts, std::initializer_list<std::string_view> known)
{
    for (const auto &[name, text] : parts) {
        if (name == "law" || isOneOf(name, std::span(known.begin(), known.size())))
            continue;
        if (name.empty())
            return fail("\"" + text + "\" is not understood here");
        return fail("\"" + name + "\" does not belong to this law");
    }
    return {};
}

Result<Law> parseTable(const Parts &parts, Unit unit)
{
    Law law;
    law.kind = LawKind::table;
    const auto list = parts.find("");
    const auto values = readList(list == parts.end() ? std::string() : list->second, unit);
    if (!values)
        return tl::unexpected(values.error());
    law.values = *values;
    if (const auto found = parts.find("weights"); found != parts.end()) {
        const auto weights = readList(found->second, Unit::number);
        if (!weights)
            return tl::unexpected(weights.error());
        law.weights = *weights;
    }
    return law;
}

Result<Law> parseNamed(const Parts &parts, const std::string &name, Unit unit)
{
    Law law;
    Result<void> done;
    if (name == "per_key") {
        const auto list = readList(parts.contains("") ? parts.at("") : std::string(), unit);
        if (!list)
            return tl::unexpected(list.error());
        law.perKey = *list;
        return law;
    }
    law.kind = *valueOf<LawKind>(name);
    switch (law.kind) {
    case LawKind::constant:
        done = read(parts, { { "", &law.value } }, unit);
        break;
    case LawKind::exponential:
        done = read(parts, { { "mean", &law.mean } }, unit);
        break;
    case LawKind::lognormal:
        if (parts.contains("p50") || parts.contains("p99")) {
            law.form = LognormalForm::p50p99;
            done = read(parts, { { "p50", &law.p50 }, { "p99", &law.p99 } }, unit);
        } else {
            done = read(parts, { { "mean", &law.mean }, { "cv", &law.cv } }, unit);
        }
        break;
    case LawKind::uniform:
        done = read(parts, { { "min", &law.min }, { "max", &law.max } }, unit);
        break;
    case LawKind::gpd:
    case LawKind::gev:
        done = read(parts, { { "location", &law.location }, { "scale", &law.scale }, { "shape", &law.shape } }, unit);
        break;
    case LawKind::table:
        return parseTable(parts, unit);
    case LawKind::mixture:
        return fail("a mixture is edited in the scenario's file", {}, "its parts are laws of their own");
    }
    if (!done)
        return tl::unexpected(done.error());
    return law;
}

std::string list(const std::vector<double> &numbers, Unit unit)
{
    std::string text;
    for (const double number : numbers)
        text += (text.empty() ? "" : ", ") + formatQuantity(number, unit);
    return text;
}

std::initializer_list<std::string_view> wordsOf(const std::string &name)
{
    static const std::initializer_list<std::string_view> plain
        = { "" },
        exponential = { "mean" }, lognormal = { "mean", "cv", "p50", "p99" }, uniform = { "min", "max" },
        gpd = { "location", "scale", "shape" }, table = { "", "weights" };
    if (name == "exponential")
        return exponential;
    if (name == "lognormal")
        return lognormal;
    if (name == "uniform")
        return uniform;
    if (name == "gpd" || name == "gev")
        return gpd;
    return name == "table" ? table : plain;
}

} // namespace

std::string formatLaw(const Law &law, Unit unit)
{
    const auto q = [unit](double number) { return formatQuantity(number, unit); };
    if (!law.perKey.empty())
        return "per_key " + list(law.perKey, unit);
    switch (law.kind) {
    case LawKind::constant:
        return q(law.value);
    case LawKind::exponential:
        return "exponential mean " + q(law.mean);
    case LawKind::lognormal:
        if (law.form == LognormalForm::p50p99)
            return "lognormal p50 " + q(law.p50) + " p99 " + q(law.p99);
        return "lognormal mean " + q(law.mean) + " cv " + formatNumber(law.cv);
    case LawKind::uniform:
        return "uniform min " + q(law.min) + " max " + q(law.max);
    case LawKind::gpd:
    case LawKind::gev:
        return std::string(nameOf(law.kind)) + " location " + q(law.location) + " scale " + q(law.scale) + " shape "
            + formatNumber(law.shape);
    case LawKind::table:
        return "table " + list(law.values, unit)
            + (law.weights.empty() ? "" : " weights " + list(law.weights, Unit::number));
    case LawKind::mixture:
        return "mixture";
    }
    return {};
}

Result<Law> parseLaw(const std::string &text, Unit unit)
{
    const auto parts = split(text);
    if (!parts)
        return tl::unexpected(parts.error());
    std::string name = parts->contains("law") ? parts->at("law") : "constant";
    Parts known = *parts;
    if (!parts->contains("law") && parts->contains("cv")) {
        name = "lognormal";
        if (!known.contains("mean") && known.contains("")) {
            known["mean"] = known[""];
            known.erase("");
        }
    } else if (!parts->contains("law") && parts->contains("p50")) {
        name = "lognormal";
    }
    if (const auto fits = onlyThese(known, wordsOf(name)); !fits) {
        if (!parts->contains("law") && !text.empty() && !parts->contains("")) {
            Error error = fits.error();
            error.hint = "start with the law: lognormal mean ... cv ...";
            return tl::unexpected(error);
        }
        return tl::unexpected(fits.error());
    }
    if (name == "constant" && !known.contains(""))
        return parseQuantity("", unit).map([](double number) { return Law::constant(number); });
    return parseNamed(known, name, unit);
}

std::string shortLaw(const Law &law, Unit unit)
{
    if (!law.perKey.empty())
        return "per key, mean " + displayQuantity(law.expected(), unit);
    switch (law.kind) {
    case LawKind::constant:
        return formatQuantity(law.value, unit);
    case LawKind::lognormal:
        if (law.form == LognormalForm::meanCv)
            return formatQuantity(law.mean, unit) + ", cv " + formatNumber(law.cv);
        return "p50 " + formatQuantity(law.p50, unit) + ", p99 " + formatQuantity(law.p99, unit);
    case LawKind::uniform:
        return formatQuantity(law.min, unit) + " – " + formatQuantity(law.max, unit);
    case LawKind::exponential:
    case LawKind::gpd:
    case LawKind::gev:
    case LawKind::table:
    case LawKind::mixture:
        break;
    }
    return std::string(nameOf(law.kind)) + ", mean " + displayQuantity(law.expected(), unit);
}

Law convertedLaw(const Law &law, LawKind kind, LognormalForm form)
{
    const double mean = law.expected();
    Law other;
    other.kind = kind;
    other.value = other.mean = mean;
    other.form = form;
    other.cv = law.kind == LawKind::lognormal && law.form == LognormalForm::meanCv ? law.cv : 1;
    if (kind == LawKind::lognormal && form == LognormalForm::p50p99) {
        const double p50 = law.kind == LawKind::constant ? mean : law.quantile(0.5);
        const double p99 = law.kind == LawKind::constant ? 3 * mean : law.quantile(0.99);
        other.p50 = parseQuantity(formatFixed(p50 * 1e6, 3), Unit::number).value_or(0) * 1e-6;
        other.p99 = std::max(other.p50, parseQuantity(formatFixed(p99 * 1e6, 3), Unit::number).value_or(0) * 1e-6);
    }
    other.max = 2 * mean;
    other.scale = mean;
    if (kind == LawKind::table)
        other.values = { mean };
    return other;
}

} // namespace cs::ui
