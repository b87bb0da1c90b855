// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/core/names.h"
#include "ui/common/text.h"
#include "ui/fields/field.h"
#include "ui/fields/law_text.h"

#include <QCoreApplication>
#include <cmath>
#include <type_traits>

namespace cs::ui
{

/// How a value of type V is printed and read; the unit counts for plain numbers and laws only.
template <class V, class Enable = void>
struct Codec;

struct TextCodec {
    static constexpr EditorKind editor = EditorKind::text;
    static std::vector<Choice> choices() { return {}; }
};

template <>
struct Codec<std::string> : TextCodec {
    static std::string print(const std::string &text, Unit) { return text; }
    static Result<std::string> read(const std::string &text, Unit) { return text; }
};

template <>
struct Codec<double> : TextCodec {
    static std::string print(double value, Unit unit);
    static Result<double> read(const std::string &text, Unit unit) { return parseQuantity(text, unit); }
};

template <>
struct Codec<std::uint64_t> : TextCodec {
    static std::string print(std::uint64_t value, Unit) { return std::to_string(value); }
    static Result<std::uint64_t> read(const std::string &text, Unit);
};

template <>
struct Codec<Duration> : TextCodec {
    static std::string print(Duration value, Unit) { return formatDuration(value); }
    static Result<Duration> read(const std::string &text, Unit) { return parseDuration(text); }
};

template <>
struct Codec<Law> : TextCodec {
    static constexpr EditorKind editor = EditorKind::law;
    static std::string print(const Law &law, Unit unit) { return formatLaw(law, unit); }
    static Result<Law> read(const std::string &text, Unit unit) { return parseLaw(text, unit); }
};

template <>
struct Codec<bool> : TextCodec {
    static constexpr EditorKind editor = EditorKind::flag;
    static std::string print(bool value, Unit) { return value ? "yes" : "no"; }
    static Result<bool> read(const std::string &text, Unit)
    {
        if (text == "yes" || text == "no")
            return text == "yes";
        return fail("\"" + text + "\" is neither \"yes\" nor \"no\"");
    }
};

template <class E>
struct Codec<E, std::enable_if_t<std::is_enum_v<E>>> {
    static constexpr EditorKind editor = EditorKind::choice;
    static std::string print(E value, Unit) { return std::string(nameOf(value)); }
    static Result<E> read(const std::string &text, Unit)
    {
        if (const auto value = valueOf<E>(text))
            return *value;
        std::vector<std::string_view> names;
        for (const auto &entry : NameTable<E>::table)
            names.push_back(entry.name);
        const std::string near = nearestName(text, names);
        std::string all;
        for (const auto name : names)
            all += (all.empty() ? "" : ", ") + std::string(name);
        return fail("\"" + text + "\" is not one of " + all, {}, near.empty() ? "" : "did you mean \"" + near + "\"?");
    }
    static std::vector<Choice> choices()
    {
        std::vector<Choice> all;
        for (const auto &entry : NameTable<E>::table)
            all.push_back({ qs(entry.name), qs(entry.name) });
        return all;
    }
};

/// An empty text and "none" are nothing.
template <class V>
struct Codec<std::optional<V>> {
    static constexpr EditorKind editor = Codec<V>::editor;
    static std::string print(const std::optional<V> &value, Unit unit)
    {
        return value ? Codec<V>::print(*value, unit) : std::string();
    }
    static Result<std::optional<V>> read(const std::string &text, Unit unit)
    {
        if (text.find_first_not_of(" \t") == std::string::npos || text == "none")
            return std::optional<V>();
        return Codec<V>::read(text, unit).map([](V value) { return std::optional<V>(std::move(value)); });
    }
    static std::vector<Choice> choices()
    {
        auto all = Codec<V>::choices();
        if (!all.empty())
            all.insert(all.begin(), { QString(), QCoreApplication::translate("Fields", "default") });
        return all;
    }
};

/// A field for the member that `ref(object)` gives, const and not.
template <class T, class Ref>
Field<T> field(const char *id, const QString &label, const QString &tip, Ref ref, Unit unit = Unit::number)
{
    using V = std::remove_cvref_t<decltype(ref(std::declval<T &>()))>;
    Field<T> made;
    made.id = QString::fromLatin1(id);
    made.label = label;
    made.tip = tip;
    made.unit = unit;
    made.editor = Codec<V>::editor;
    made.choices = Codec<V>::choices();
    made.get = [ref, unit](const T &object) { return qs(Codec<V>::print(ref(object), unit)); };
    made.set = [ref, unit](T &object, const std::string &text) -> Result<void> {
        auto value = Codec<V>::read(text, unit);
        if (!value)
            return tl::unexpected(value.error());
        ref(object) = std::move(*value);
        return {};
    };
    if constexpr (std::is_same_v<V, Law>)
        made.display = [ref, unit](const T &object) { return qs(shortLaw(ref(object), unit)); };
    return made;
}

} // namespace cs::ui
